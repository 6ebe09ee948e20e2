import assert from "node:assert/strict";
import { observe } from "../../../../../components/src/gate/observation/observe";
import { canaryIngressNames } from "../../../../../components/src/routers/nginx/canaryIngresses";
import type { FakeObject } from "../../../../support/apiServer/fakeObjects";
import { crashLoopingPod } from "../../../../support/rollout/fakePods";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";

describe("observe", () => {
    let cluster: FakeCluster;

    beforeEach(() => {
        cluster = new FakeCluster();
        cluster.rollout.deployFirst();
    });

    it("is undefined without a rollout", () => {
        assert.equal(observe(new FakeCluster().snapshot(), "demo", 0), undefined);
    });

    it("reads a healthy rollout", () => {
        const { services, analyses, steps, ...rest } = cluster.observe();
        assert.deepEqual(
            services.map(({ role, hash }) => [role, hash]),
            [
                ["stable", "hash1"],
                ["canary", "hash1"],
            ],
        );
        assert.deepEqual(analyses, []);
        assert.equal(steps.length, 9);
        assert.equal(rest.phase, "Healthy");
        assert.equal(rest.weight, 0);
        assert.equal(rest.revision, 1);
        assert.equal(rest.image, "localhost/ops-hardening-demo:v1");
        assert.equal(rest.templateObserved, true);
        assert.equal(rest.templateAltered, false);
        assert.equal(rest.aborted, false);
    });

    // status.observedGeneration is a string; Argo's isGenerationObserved is the rule.
    for (const [observed, expected] of [
        ["1", true],
        ["2", true],
        ["0", false],
        ["not-a-number", true],
        ["", false],
        [undefined, false],
    ] as const) {
        it(`takes observedGeneration ${JSON.stringify(observed)} of generation 1 as ${expected ? "seen" : "not seen"}`, () => {
            cluster.rollout.write({ observedGeneration: observed });
            const { generationObserved, phase, message } = cluster.observe();
            assert.equal(generationObserved, expected);
            assert.equal(phase, expected ? "Healthy" : "Progressing");
            assert.equal(message, expected ? "" : "waiting for rollout spec update to be observed");
        });
    }

    it("is Progressing while it is unpausing", () => {
        cluster.rollout.write({ phase: "Paused", controllerPause: true, pauseConditions: [] });
        assert.equal(cluster.observe().phase, "Progressing");
        assert.equal(cluster.observe().message, "waiting for rollout to unpause");
    });

    it("does not take the old ReplicaSet for the new template's", () => {
        cluster.rollout.declare("localhost/ops-hardening-demo:v2");
        cluster.rollout.write({ observedGeneration: "2" });
        assert.equal(cluster.observe().generationObserved, true);
        assert.equal(cluster.observe().templateAltered, true);
        cluster.rollout.createReplicaSet();
        assert.equal(cluster.observe().templateObserved, false);
        cluster.rollout.follow();
        const { templateObserved, templateAltered } = cluster.observe();
        assert.deepEqual([templateObserved, templateAltered], [true, false]);
    });

    it("does not take the old ReplicaSet for the new template's, although it has everything that is left of it", () => {
        cluster.rollout.revision += 1;
        cluster.rollout.write({});
        assert.equal(cluster.observe().templateAltered, false);
        assert.equal(cluster.observe().templateObserved, false);
    });

    it("does not take the old ReplicaSet for the new template's if the controller cannot create that", () => {
        cluster.rollout.write({ conditions: [{ type: "Progressing", reason: "ReplicaSetCreateError" }] });
        assert.equal(cluster.observe().templateObserved, false);
    });

    it("prefers the Ingress that nginx obeys to the controller's status", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.setWeight(25, 3);
        cluster.rollout.writeIngress(40);
        assert.equal(cluster.observe().weight, 40);
        assert.equal(cluster.observe().statusWeight, 25);
    });

    it("has the highest weight if several canary Ingresses differ, whatever their order", () => {
        cluster.rollout.stableIngresses = ["ops-hardening-demo", "internal"];
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.setWeight(10, 1);
        assert.equal(cluster.observe().weight, 10);
        cluster.rollout.writeIngress(25);
        assert.equal(cluster.observe().weight, 25);
        cluster.rollout.writeIngress(25, cluster.rollout, "internal");
        cluster.rollout.writeIngress(0);
        assert.equal(cluster.observe().weight, 25);
        assert.deepEqual(cluster.observe().routes, [
            { kind: "Ingress", name: "ops-hardening-demo-ops-hardening-demo-canary", weight: 0 },
            { kind: "Ingress", name: "ops-hardening-demo-internal-canary", weight: 25 },
        ]);
    });

    it("takes the router's time until a weight applies, or the given one", () => {
        const at = (seconds?: number) => observe(cluster.snapshot(), "demo", 0, seconds)?.routing?.propagationMs;
        assert.deepEqual([at(), at(9)], [4_000, 9_000]);
    });

    it("ignores a canary Ingress without the canary annotation", () => {
        cluster.put(cluster.rollout.paths.ingresses, {
            metadata: {
                name: "ops-hardening-demo-ops-hardening-demo-canary",
                annotations: { "nginx.ingress.kubernetes.io/canary-weight": "50" },
            },
        });
        assert.equal(cluster.observe().weight, 0);
    });

    it("distinguishes an aborted rollout from a promoted one that a user aborts", () => {
        cluster.rollout.write({ abort: true });
        assert.equal(cluster.observe().aborted, false);
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.abort();
        assert.equal(cluster.observe().aborted, true);
    });

    it("takes only this revision's AnalysisRuns, and of a retried one the latest", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.analyse("Failed", { "p99-latency": ["743!"] });
        const [run] = cluster.snapshot().analysisRuns;
        assert.ok(run);
        const { metadata } = run;
        cluster.put(cluster.rollout.paths.analysisRuns, {
            ...run,
            metadata: { ...metadata, name: `${metadata.name}.1` },
        });
        const other = { ...metadata, name: "other", ownerReferences: [{ kind: "Rollout", uid: "another" }] };
        cluster.put(cluster.rollout.paths.analysisRuns, { ...run, metadata: other });
        const old = { ...metadata, name: "old", annotations: { "rollout.argoproj.io/revision": "1" } };
        cluster.put(cluster.rollout.paths.analysisRuns, { ...run, metadata: old });
        assert.deepEqual(
            cluster.observe().analyses.map((analysis) => analysis.name),
            [`${metadata.name}.1`],
        );
    });

    it("counts measurements that ended in an error as none", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.analyse("Running", {});
        const [run] = cluster.snapshot().analysisRuns;
        assert.ok(run);
        const errors = [{ phase: "Error", message: "no connection" }, { phase: "Running" }];
        const metricResults = [{ name: "p99-latency", phase: "Running", measurements: errors }];
        const withErrors = { ...run, status: { phase: "Running", metricResults } };
        cluster.put(cluster.rollout.paths.analysisRuns, withErrors as unknown as FakeObject);
        const [metric] = cluster.observe().analyses[0]?.metrics ?? [];
        assert.equal(metric?.measuredCount, 0);
        assert.equal(metric.measurements.length, 1);
    });

    it("counts the good measurements, those that the controller no longer keeps included", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.analyse("Running", {});
        const [run] = cluster.snapshot().analysisRuns;
        assert.ok(run);
        const measurements = [{ phase: "Error" }, { phase: "Failed", value: "[700]" }];
        const goodCounts = [{}, { count: 12, successful: 11 }].map((counts) => {
            const metricResults = [{ name: "p99-latency", phase: "Running", measurements, ...counts }];
            const status = { phase: "Running", metricResults };
            cluster.put(cluster.rollout.paths.analysisRuns, { ...run, status } as unknown as FakeObject);
            return cluster.observe().analyses[0]?.metrics[0]?.goodCount;
        });
        assert.deepEqual(goodCounts, [0, 11]);
    });

    it("names canary Ingresses as the controller does, cut at 253 characters", () => {
        const named = (name: string, stableIngress: string) =>
            canaryIngressNames({
                metadata: { name },
                spec: { strategy: { canary: { trafficRouting: { nginx: { stableIngress } } } } },
            })[0];
        assert.equal(named("a", "b"), "a-b-canary");
        assert.equal(named("r".repeat(200), "i".repeat(100))?.length, 253);
    });

    it("has the resourceVersion of the Rollout", () => {
        const before = cluster.observe().resourceVersion;
        cluster.rollout.write({});
        assert.notEqual(cluster.observe().resourceVersion, before);
        assert.match(before, /^\d+$/);
    });

    it("has the problems of the new version's pods, and the controller's warnings since its start", () => {
        let now = Date.parse("2026-03-01T06:00:00Z");
        cluster.rollout.now = () => new Date(now);
        cluster.rollout.warn("TrafficRoutingError", "about v1");
        now += 60_000;
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.writePod("a", crashLoopingPod());
        cluster.rollout.writePod("b", crashLoopingPod(), "hash1");
        cluster.rollout.warn("TrafficRoutingError", "about v2");
        const { podProblems, warnings } = cluster.observe(now);
        assert.deepEqual(
            podProblems.map(({ pod, reason }) => [pod, reason]),
            [["ops-hardening-demo-hash2-a", "CrashLoopBackOff"]],
        );
        assert.deepEqual(warnings, ["TrafficRoutingError: about v2"]);
    });

    it("has the foreign owners and canaries of its Ingresses", () => {
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        cluster.rollout.setWeight(10, 1);
        assert.deepEqual(cluster.observe().routing?.misroutings, []);
        cluster.rollout.writeForeignCanary("experiment");
        cluster.rollout.writeIngress(10, { name: "other", uid: "other" });
        const own = "ops-hardening-demo-ops-hardening-demo-canary";
        assert.deepEqual(cluster.observe().routing?.misroutings, [
            {
                kind: "ingressOwner",
                ingress: own,
                rollout: "ops-hardening-demo",
                owner: { kind: "Rollout", name: "other" },
            },
            { kind: "foreignCanary", ingress: "experiment", canary: own },
        ]);
    });
});
