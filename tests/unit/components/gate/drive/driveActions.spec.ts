import assert from "node:assert/strict";
import { apiError } from "../../../../../components/src/kubernetes";
import { noteOfWait } from "../../../../../components/src/gate/report/decision";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import { describePodProblem } from "../../../../../components/src/gate/report/podProblem";
import { settle } from "../../../../support/gate/fakeClock";
import { containerPod, crashLoopingPod, waitingPod } from "../../../../support/rollout/fakePods";
import { DriveRun, failureOf, measured, metricsOf, noteOfWrite } from "./driveRun";

const subject = { namespace: "demo", rolloutName: "ops-hardening-demo", timeoutSeconds: 1800 };
const proven = { minMeasurements: 0 } as const;

describe("drive, when it acts", () => {
    let run: DriveRun;

    beforeEach(() => {
        run = new DriveRun();
    });

    it("promotes a pause that is proven, once, with a note", async () => {
        run.openEnded();
        run.rollout.onPatch = () => {
            run.rollout.resume(2);
        };
        const report = run.start(1800, { ...proven, requestsMetric: "http_requests_total" });
        await run.clock.advance(3_900);
        assert.equal(run.calls.patch, 0);
        await run.clock.advance(10_000);
        assert.deepEqual(run.rollout.patches, [{ pauseConditions: null }]);
        assert.deepEqual(run.messages("Note:"), [noteOfWrite({ kind: "promote", by: "pause" }, 3)]);
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
        const { code, findings, forbidden } = failureOf(await report);
        const found = { kind: "clusterError", message: "PATCH rollouts/status: 403 not allowed" };
        assert.deepEqual([code, findings, forbidden], ["ClusterFailed", [found], true]);
        assert.equal(run.calls.patch, 1);
    });

    it("notes that a write got no answer, and sends it again after 10 s", async () => {
        run.patch = () => Promise.reject(apiError("ClusterUnreachable", "cannot reach the cluster"));
        run.openEnded();
        const report = run.start(1800, { ...proven });
        await run.clock.advance(9_900);
        assert.equal(run.calls.patch, 1);
        assert.deepEqual(run.messages("Note: could"), ["Note: could not promote, retrying: cannot reach the cluster"]);
        run.patch = (patch) => Promise.resolve(run.cluster.patchStatus(patch));
        await run.clock.advance(1_000);
        assert.equal(run.calls.patch, 2);
        assert.deepEqual(run.rollout.patches, [{ pauseConditions: null }]);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("sends a write again after a conflict with another client", async () => {
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

    it("notes once that it waits for a user", async () => {
        run.openEnded();
        const report = run.start(1800, { onPause: "wait" });
        await run.clock.advance(5_000);
        run.rollout.resume(2);
        run.rollout.pause(1);
        await run.clock.advance(5_000);
        assert.deepEqual(run.messages("Note:"), [`Note: ${noteOfWait({ kind: "openEndedPause" }, subject) ?? ""}`]);
        run.rollout.abort();
        run.rollout.returnTraffic();
        await report;
    });

    it("starts the analysis of a first deploy, and goes on without it if that fails", async () => {
        run.rollout.declare("v1");
        run.rollout.observe();
        run.rollout.promote();
        run.verify = () => Promise.reject(apiError("NotFound", "AnalysisTemplate x not found"));
        const report = run.start(25, { verifyInitial: true });
        await settle();
        await run.clock.advance(9_900);
        assert.equal(run.calls.verify, 1);
        assert.match(run.messages("Note:").join(), /AnalysisTemplate x not found/);
        await run.clock.advance(20_000);
        assert.equal(run.calls.verify, 3);
        assert.deepEqual((await report).result.kind, "fail");
    });

    it("explains a failure by the pods before the abort, with the last lines of a log, and by warnings", async () => {
        run.deploy();
        run.log = ["starting", "Error: no database"];
        const report = run.start();
        run.rollout.writePod("a", crashLoopingPod());
        run.rollout.warn("TrafficRoutingError", "ingress not found");
        run.rollout.abort("ReplicaSet has timed out progressing.");
        run.cluster.remove(run.rollout.paths.pods, "ops-hardening-demo-hash2-a");
        run.rollout.returnTraffic();
        const { failure, result, observation, history } = await report;
        assert.deepEqual(run.calls.logTail, [["ops-hardening-demo-hash2-a", "app", true]]);
        const [problem] = history.podProblems;
        assert.ok(result.kind === "fail" && problem);
        assert.deepEqual([problem.pod, problem.reason], ["ops-hardening-demo-hash2-a", "CrashLoopBackOff"]);
        assert.deepEqual(history.warnings, ["TrafficRoutingError: ingress not found"]);
        const explanation = [describePodProblem(problem, run.log), ...history.warnings];
        assert.equal(failure, failureMessage(result, subject, observation, history, explanation));
    });

    it("explains a version that was not available in time by what its pods do, however short", async () => {
        run.deploy();
        const report = run.start();
        run.rollout.writePod("a", waitingPod("ContainerCreating"));
        run.rollout.abort("ReplicaSet has timed out progressing.");
        run.rollout.returnTraffic();
        assert.match((await report).failure, /pod ops-hardening-demo-hash2-a: container app is in ContainerCreating/);
        assert.doesNotMatch(run.messages().join("\n"), /ContainerCreating/);
    });

    it("keeps a failure without the lines of a log and the container's last message, which may hold secrets", async () => {
        run.deploy();
        run.log = ["password=hunter2"];
        const report = run.start();
        const crashed = { exitCode: 1, reason: "Error", message: "token=abc" };
        const state = { waiting: { reason: "CrashLoopBackOff" } };
        run.rollout.writePod("a", containerPod({ name: "app", state, lastState: { terminated: crashed } }));
        run.rollout.abort("ReplicaSet has timed out progressing.");
        run.rollout.returnTraffic();
        const { failure, keptFailure } = await report;
        assert.match(failure, /token=abc.*"password=hunter2"/);
        assert.equal(
            keptFailure,
            failure.replace(": token=abc", "").replace('; its last line: "password=hunter2"', ""),
        );
    });

    it("explains its own abort, but no line before it, by a crash that a pod has recovered from", async () => {
        run.openEnded();
        run.metrics = metricsOf(50);
        const ended = { exitCode: 1, reason: "Error" };
        const state = { running: { startedAt: "2026-03-01T06:02:00Z" } };
        const container = { name: "app", ready: true, restartCount: 2, state, lastState: { terminated: ended } };
        run.rollout.writePod("a", containerPod(container));
        const report = run.start(1800, { requestsMetric: "http_requests_total" });
        await run.clock.advance(33_000);
        assert.doesNotMatch(run.messages().join("\n"), /exit code/);
        run.rollout.abort();
        run.rollout.returnTraffic();
        assert.match(
            (await report).failure,
            /pod ops-hardening-demo-hash2-a: container app ended with Error \(exit code 1, restarted 2 times\)/,
        );
    });

    it("does not explain a version that a user aborted by such a crash", async () => {
        run.deploy();
        const report = run.start();
        const state = { running: { startedAt: "2026-03-01T06:02:00Z" } };
        const container = {
            name: "app",
            ready: true,
            restartCount: 1,
            state,
            lastState: { terminated: { exitCode: 1 } },
        };
        run.rollout.writePod("a", containerPod(container));
        run.rollout.abort("ReplicaSet has timed out progressing.");
        run.rollout.returnTraffic();
        assert.doesNotMatch((await report).failure, /restarted/);
        assert.deepEqual(run.calls.logTail, []);
    });

    it("does not explain a superseded version by its pods", async () => {
        run.deploy();
        const report = run.start();
        run.rollout.writePod("a", crashLoopingPod());
        run.rollout.declare("v9");
        run.rollout.observe();
        assert.equal(failureOf(await report).code, "Superseded");
        assert.deepEqual(run.calls.logTail, []);
    });
});
