import assert from "node:assert/strict";
import { initialAnalysisRun } from "../../../../../components/src/gate/drive/initialAnalysis";
import { SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { Simulation } from "../../../../support/simulation/simulation";

const more = { interval: "10s", failureLimit: 1, consecutiveSuccessLimit: 3, inconclusiveLimit: 5 };
const template = {
    spec: {
        args: [{ name: "service" }],
        metrics: [{ interval: "10s", failureLimit: 2 }, { interval: "10s", count: 5 }, { failureLimit: 1 }, more],
    },
};

describe("the AnalysisRun of a first deploy", () => {
    let simulation: Simulation;

    beforeEach(() => {
        simulation = new Simulation();
        simulation.rollout.declare("v1");
        simulation.rollout.observe();
        simulation.rollout.promote();
    });

    /** Returns the run that would be started now. */
    function next() {
        const { rollout } = simulation.cluster.snapshot();
        assert.ok(rollout);
        return initialAnalysisRun(rollout, simulation.cluster.observe(), [template]);
    }

    /** Adds an AnalysisRun of this name that ended in an error. */
    function failed(name: string): void {
        const base = "ops-hardening-demo-hash1-1";
        new SimulatedAnalysis(simulation, "Initial").end("Error");
        const { rollout, cluster } = simulation;
        const [run] = cluster.snapshot().analysisRuns.filter(({ metadata }) => metadata.name === base);
        assert.ok(run);
        cluster.remove(rollout.paths.analysisRuns, base);
        cluster.put(rollout.paths.analysisRuns, { ...run, metadata: { ...run.metadata, name } });
    }

    it("is named by the version and a counter, as Argo does it", () => {
        const names = [next().metadata.name];
        for (const name of ["ops-hardening-demo-hash1-initial", "ops-hardening-demo-hash1-initial.1"]) {
            assert.equal(names.at(-1), name);
            failed(name);
            names.push(next().metadata.name);
        }
        failed("ops-hardening-demo-hash1-initial.9");
        names.push(next().metadata.name);
        assert.deepEqual(
            names.map((name) => name.replace("ops-hardening-demo-hash1-", "")),
            ["initial", "initial.1", "initial.2", "initial.10"],
        );
    });

    it("is not named by the analysis of the steps", () => {
        new SimulatedAnalysis(simulation).end("Failed");
        assert.equal(next().metadata.name, "ops-hardening-demo-hash1-initial");
    });

    it("has a name that Kubernetes accepts, however long the Rollout's is", () => {
        const { rollout } = simulation.cluster.snapshot();
        assert.ok(rollout);
        const o = { ...simulation.cluster.observe(), name: "r".repeat(253) };
        const { name } = initialAnalysisRun(rollout, o, [template]).metadata;
        assert.equal(name, `${"r".repeat(240)}-initial`);
    });

    it("takes the arguments of the analysis steps if there is no background analysis", () => {
        simulation.rollout.strategy = { analysis: undefined };
        simulation.rollout.steps = [{ setWeight: 10 }, { analysis: { args: [{ name: "service", value: "web" }] } }];
        simulation.rollout.write({});
        assert.deepEqual(next().spec["args"], [{ name: "service", value: "web" }]);
    });

    it("fills in the arguments that only the controller knows the values of", () => {
        const { rollout } = simulation;
        const valueFrom = (source: object) => ({ name: JSON.stringify(source), valueFrom: source });
        rollout.strategy = {
            analysis: {
                templates: [{ templateName: "a" }],
                args: [
                    valueFrom({ podTemplateHashValue: "Latest" }),
                    valueFrom({ podTemplateHashValue: "Stable" }),
                    valueFrom({ fieldRef: { fieldPath: "metadata.name" } }),
                    valueFrom({ fieldRef: { fieldPath: "spec.strategy.canary.analysis.templates[0].templateName" } }),
                    valueFrom({ fieldRef: { fieldPath: "metadata.labels['example.com/region']" } }),
                    valueFrom({ fieldRef: { fieldPath: "metadata.absent" } }),
                    valueFrom({ secretKeyRef: { name: "api", key: "token" } }),
                ],
                measurementRetention: [{ metricName: "a", limit: 20 }],
            },
        };
        rollout.write({});
        const snapshot = simulation.cluster.snapshot().rollout;
        assert.ok(snapshot);
        const labelled = {
            ...snapshot,
            metadata: { ...snapshot.metadata, labels: { "example.com/region": "eu" } },
        };
        const run = initialAnalysisRun(labelled, simulation.cluster.observe(), []);
        const args = run.spec["args"] as { value?: string; valueFrom?: object }[];
        assert.deepEqual(
            args.map(({ value, valueFrom: from }) => value ?? from),
            ["hash1", "hash1", "ops-hardening-demo", "a", "eu", "", { secretKeyRef: { name: "api", key: "token" } }],
        );
        assert.deepEqual(run.spec["measurementRetention"], [{ metricName: "a", limit: 20 }]);
    });

    it("measures each metric once more than it may fail", () => {
        const { metrics } = next().spec as { metrics: { count: number }[] };
        assert.deepEqual(
            metrics.map(({ count }) => count),
            [3, 5, 1, 5],
        );
    });
});
