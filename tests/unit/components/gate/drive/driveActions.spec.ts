import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { settle } from "../../../../support/gate/fakeClock";
import { crashLoopingPod } from "../../../../support/rollout/fakePods";
import { DriveRun, measured } from "./driveRun";

const proven = { minMeasurements: 0 } as const;

describe("drive, and what it does", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
    });

    it("promotes a pause that is proven, once, and says so", async () => {
        run.openEnded();
        run.rollout.onPatch = () => {
            run.rollout.resume(2);
        };
        const report = run.start(1800, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(3_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(10_000);
        assert.deepEqual(run.rollout.patches, [{ pauseConditions: null }]);
        assert.deepEqual(run.texts("Note:"), ["Note: promoting step 1/3: everything is proven"]);
        run.rollout.analyse("Successful", measured);
        run.rollout.setWeight(100, 3);
        run.rollout.promote();
        await run.clock.advance(1_000);
        assert.deepEqual((await report).result, { kind: "succeed", outcome: "Promoted" });
        assert.equal(run.calls.patch, 1);
    });

    it("fails when the cluster does not let it write", async () => {
        run.patch = () => Promise.reject(apiError("Forbidden", "PATCH rollouts/status: 403 not allowed"));
        run.openEnded();
        const report = run.start(1800, { ...proven });
        await run.clock.advance(100);
        const { result, failure } = await report;
        assert.equal(result.kind === "fail" && result.code, "ClusterFailed");
        assert.equal(
            failure,
            "rollout demo/ops-hardening-demo cannot be driven: PATCH rollouts/status: 403 not allowed",
        );
        assert.equal(run.calls.patch, 1);
    });

    it("says so when a write gets no answer, and sends it again after 10 s", async () => {
        run.patch = () => Promise.reject(apiError("ClusterUnreachable", "cannot reach the cluster"));
        run.openEnded();
        const report = run.start(1800, { ...proven });
        await run.clock.advance(9_900);
        assert.equal(run.calls.patch, 1);
        assert.deepEqual(run.texts("Note: could"), ["Note: could not promote, trying again: cannot reach the cluster"]);
        run.patch = (patch) => Promise.resolve(run.cluster.patchStatus(patch));
        await run.clock.advance(1_000);
        assert.equal(run.calls.patch, 2);
        assert.deepEqual(run.rollout.patches, [{ pauseConditions: null }]);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("sends a write again when somebody else wrote before it", async () => {
        run.patch = (patch) => {
            run.patch = (again) => Promise.resolve(run.cluster.patchStatus(again));
            run.rollout.write({});
            return Promise.resolve(run.cluster.patchStatus(patch));
        };
        run.openEnded();
        const report = run.start(1800, { ...proven });
        await run.clock.advance(100);
        assert.equal(run.calls.patch, 2);
        assert.deepEqual(run.rollout.patches, [{ pauseConditions: null }]);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("says once whom it waits for", async () => {
        run.openEnded();
        const report = run.start(1800, { onPause: "wait" });
        await run.clock.advance(5_000);
        run.rollout.resume(2);
        run.rollout.pause(1);
        await run.clock.advance(5_000);
        assert.deepEqual(run.texts("Note:"), [
            "Note: paused until somebody promotes it: kubectl argo rollouts promote ops-hardening-demo -n demo",
        ]);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("starts the analysis of a first deploy, and does not insist where that fails", async () => {
        run.rollout.declare("v1");
        run.rollout.observe();
        run.rollout.promote();
        run.verify = () => Promise.reject(apiError("NotFound", "AnalysisTemplate x not found"));
        const report = run.start(25, { verifyInitial: true });
        await settle();
        await run.clock.advance(9_900);
        assert.equal(run.calls.verify, 1);
        assert.match(run.texts("Note:").join(), /AnalysisTemplate x not found/);
        await run.clock.advance(20_000);
        assert.equal(run.calls.verify, 3);
        assert.deepEqual((await report).result.kind, "fail");
    });

    it("explains an end by the pods as they were before the abort, with a log's last lines, and by warnings", async () => {
        run.deploy();
        run.log = ["starting", "Error: no database"];
        const report = run.start();
        run.rollout.writePod("a", crashLoopingPod());
        run.rollout.warn("TrafficRoutingError", "ingress not found");
        run.rollout.abort("ReplicaSet has timed out progressing.");
        run.cluster.remove(run.rollout.paths.pods, "ops-hardening-demo-hash2-a");
        run.rollout.returnTraffic();
        const { failure } = await report;
        assert.deepEqual(run.calls.logTail, [["ops-hardening-demo-hash2-a", "app", true]]);
        assert.match(
            failure,
            /has timed out progressing; pod ops-hardening-demo-hash2-a: container app is in CrashLoopBackOff \(exit code 1\); its last lines: "starting" \/ "Error: no database"; TrafficRoutingError: ingress not found; traffic is back on stable/,
        );
    });

    it("does not blame pods for a version that somebody has superseded", async () => {
        run.deploy();
        const report = run.start();
        run.rollout.writePod("a", crashLoopingPod());
        run.rollout.declare("v9");
        run.rollout.observe();
        const { failure } = await report;
        assert.match(failure, /was superseded/);
        assert.deepEqual(run.calls.logTail, []);
    });
});
