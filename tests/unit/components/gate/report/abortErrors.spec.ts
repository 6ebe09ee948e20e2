import assert from "node:assert/strict";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { emptyHistory, withObservation } from "../../../../../components/src/gate/history/history";
import type { FakeObject } from "../../../../support/apiServer/fakeObjects";
import type { FakeRollout } from "../../../../support/rollout/fakeRollout";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { atStep3, rollout, say, subject } from "./sentences";

function abortUnmeasured(fake: FakeRollout, { cluster }: { cluster: FakeCluster }, others: object[] = []): void {
    atStep3(fake);
    fake.analyse("Error", { "p99-latency": ["41"] });
    const [run] = cluster.snapshot().analysisRuns;
    const measurements = Array.from({ length: 5 }, () => ({ phase: "Error", message: "no such host" }));
    const metricResults = [{ name: "p99-latency", phase: "Error", measurements }, ...others];
    const failed = { ...run, status: { phase: "Error", metricResults } };
    cluster.put(fake.paths.analysisRuns, failed as unknown as FakeObject);
    fake.abort("Background analysis phase error/failed");
    fake.returnTraffic();
}

describe("the gate's sentences about an abort", () => {
    it("abort by one metric", () => {
        const text = say("Aborted", [], (fake) => {
            atStep3(fake);
            fake.analyse("Failed", { "p99-latency": ["743!", "743!"] }, { "p99-latency": "Failed" });
            fake.abort("Background analysis phase error/failed");
            fake.returnTraffic();
        });
        assert.equal(
            text,
            `${rollout} aborted at step 3/9 (setWeight 25): p99-latency measured 743 ms twice, must be < 500; traffic is back on stable (canary weight 0); fix the image and run pulumi up again`,
        );
    });

    it("abort by the analysis of a step, and not by what an earlier try has measured at a later one", () => {
        const text = say("Aborted", [], (fake, simulation) => {
            const early = new SimulatedAnalysis(simulation, "Step", "-5", 5);
            early.measure({ "success-rate": "80!" }).end("Failed");
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            fake.setWeight(10, 1);
            fake.setWeight(25, 3);
            new SimulatedAnalysis(simulation, "Step", "-3", 3).measure({ "p99-latency": "743!" }).end("Failed");
            fake.abort('Step-based analysis phase error/failed: Metric "p99-latency" assessed Failed');
            fake.returnTraffic();
        });
        assert.equal(
            text,
            `${rollout} aborted at step 3/9 (setWeight 25): p99-latency measured 743 ms, must be < 500; traffic is back on stable (canary weight 0); fix the image and run pulumi up again`,
        );
    });

    it("abort by the background analysis, and not by that of an earlier step", () => {
        const text = say("Aborted", [], (fake, simulation) => {
            atStep3(fake);
            new SimulatedAnalysis(simulation, "Step", "-5", 5).measure({ "success-rate": "80!" }).end("Failed");
            new SimulatedAnalysis(simulation).measure({ "p99-latency": "743!" }).end("Failed");
            fake.abort("Background analysis phase error/failed");
            fake.returnTraffic();
        });
        assert.match(text, /\(setWeight 25\): p99-latency measured 743 ms, must be < 500; traffic/);
    });

    it("abort whose traffic waits for pods of the stable version", () => {
        const text = say("Aborted", [], (fake) => {
            atStep3(fake);
            fake.available("hash1", 1);
            fake.abort();
            fake.returnTraffic();
            fake.writeIngress(10);
        });
        assert.match(
            text,
            /traffic is NOT back on stable: Ingress \S+ has canary weight 10, must be 0; 1 of 2 pods of the stable version are available, and the controller returns its traffic only as they become so; fix/,
        );
    });

    it("abort whose traffic is back does not speak of pods", () => {
        const text = say("Aborted", [], (fake) => {
            atStep3(fake);
            fake.available("hash1", 1);
            fake.abort();
            fake.returnTraffic();
        });
        assert.doesNotMatch(text, /pods/);
    });

    it("abort by two metrics, each with every bad value and none of the good ones", () => {
        const text = say("Aborted", [], (fake) => {
            fake.setWeight(10, 1);
            fake.pause(1);
            fake.analyse(
                "Failed",
                { "p99-latency": ["41", "743.2!", "810!"], "success-rate": ["61!"] },
                { "p99-latency": "Failed", "success-rate": "Failed" },
            );
            fake.abort("Background analysis phase error/failed");
            fake.returnTraffic();
        });
        assert.equal(
            text,
            `${rollout} aborted at step 1/9 (setWeight 10): p99-latency measured 743 ms and 810 ms, must be < 500, and success-rate measured 61 %, must be >= 95; traffic is back on stable (canary weight 0); fix the image and run pulumi up again`,
        );
    });

    it("abort by a metric that could not be measured: nothing is said against the image", () => {
        const text = say("Aborted", [], abortUnmeasured);
        assert.equal(
            text,
            `${rollout} aborted at step 3/9 (setWeight 25): p99-latency could not be measured 5 times: no such host; traffic is back on stable (canary weight 0); check Prometheus and the app's metrics, then retry it with kubectl argo rollouts retry rollout ops-hardening-demo -n demo and run pulumi up again`,
        );
    });

    it("still aborted by a metric that could not be measured", () => {
        const previous = { podHash: "hash2", revision: 2, abortedAt: "step 3/9 (setWeight 25)" };
        const cluster = new FakeCluster();
        cluster.rollout.deployFirst("v1");
        cluster.rollout.declare("v2");
        cluster.rollout.observe();
        abortUnmeasured(cluster.rollout, { cluster });
        const history = withObservation(emptyHistory(0, previous), cluster.observe(), 0);
        assert.equal(
            failureMessage(
                { kind: "fail", code: "Aborted", outcome: "Aborted", findings: [] },
                subject,
                cluster.observe(),
                history,
            ),
            `${rollout} is still aborted at step 3/9 (setWeight 25): p99-latency could not be measured 5 times: no such host; traffic is on stable (canary weight 0); this version was not changed since: check Prometheus and the app's metrics, then retry it with kubectl argo rollouts retry rollout ops-hardening-demo -n demo and run pulumi up again`,
        );
    });

    it("abort by a metric that failed and another that could not be measured: the image is bad", () => {
        const text = say("Aborted", [], (fake, simulation) => {
            abortUnmeasured(fake, simulation, [
                { name: "success-rate", phase: "Failed", measurements: [{ phase: "Failed", value: "[61]" }] },
            ]);
        });
        assert.match(
            text,
            /could not be measured.*success-rate measured 61 %.*; fix the image and run pulumi up again$/,
        );
    });

    it("abort by hand, and by the progress deadline", () => {
        const by = (message: string) =>
            say("Aborted", [], (fake) => {
                atStep3(fake);
                fake.abort(message);
                fake.returnTraffic();
            });
        assert.equal(
            by(""),
            `${rollout} aborted at step 3/9 (setWeight 25): somebody aborted it by hand; traffic is back on stable (canary weight 0); fix the image and run pulumi up again`,
        );
        assert.match(
            by('ReplicaSet "x" has timed out progressing.'),
            /: ReplicaSet "x" has timed out progressing; traffic/,
        );
    });

    it("abort whose traffic does not come back", () => {
        const text = say("Aborted", [], (fake) => {
            atStep3(fake);
            fake.abort();
        });
        assert.equal(
            text,
            `${rollout} aborted at step 3/9 (setWeight 25): somebody aborted it by hand; traffic is NOT back on stable: Ingress ops-hardening-demo-ops-hardening-demo-canary has canary weight 25, must be 0; Service ops-hardening-demo-canary selects hash2, must be hash1; fix the image and run pulumi up again`,
        );
    });

    it("abort by the progress deadline, with what the pods say", () => {
        const problem = "pod web-1: container app is in ImagePullBackOff (not found)";
        const text = say(
            "Aborted",
            [],
            (fake) => {
                fake.abort("ReplicaSet has timed out progressing.");
                fake.returnTraffic();
            },
            undefined,
            [problem],
        );
        assert.match(
            text,
            /: ReplicaSet has timed out progressing; pod web-1: .* \(not found\); traffic is back on stable \(canary weight 0\); fix the cause and run pulumi up again$/,
        );
    });

    it("abort before the first weight", () => {
        const text = say("Aborted", [], (fake) => {
            fake.abort();
            fake.returnTraffic();
        });
        assert.match(text, / aborted at step 0\/9 \(setWeight 10\): /);
    });
});
