import assert from "node:assert/strict";
import { analysis, ingress, paused, rollout, ReporterRun } from "./reporterRun";

describe("the gate's progress lines", () => {
    it("prints a change that arrives with the heartbeat once, not twice", () => {
        const run = new ReporterRun(paused(1, 10));
        run.pass(15_000 - run.now);
        run.lines = [];
        run.write(rollout("Paused", 3, 25), ingress(25));
        run.pass(1_000);
        assert.deepEqual(run.messages, ["Status: Paused       | Canary:  25% | Stable:  75% | Step: 3/9"]);
    });

    it("prints the line again when nothing changes for a heartbeat", () => {
        const run = new ReporterRun(paused(1, 10));
        run.pass(14_999 - run.now);
        assert.equal(run.lines.length, 0);
        run.pass(1);
        assert.equal(run.lines.length, 1);
    });

    it("prints a line when pods have a problem, and not for each of its reasons", () => {
        const problem = (reason: string) => ({
            ...{ pod: "web-1", container: "app", reason, message: "", pods: 1, previousLog: false },
            state: "waiting" as const,
        });
        const run = new ReporterRun(paused(1, 10));
        run.write(rollout("Progressing", 2, 10));
        run.pass(500);
        run.lines = [];
        for (const reason of ["ErrImagePull", "ImagePullBackOff", "ErrImagePull"]) {
            run.write({ podProblems: [problem(reason)] });
            run.pass(1_000);
        }
        const line = "Status: Progressing  | Canary:  10% | Stable:  90% | Step: 2/9";
        assert.deepEqual(run.messages, [`${line} | pod web-1: container app is in ErrImagePull`]);
    });

    it("notes once, at a heartbeat, that the controller and the Ingress disagree", () => {
        const run = new ReporterRun(paused(1, 10));
        run.write({ routes: [{ kind: "Ingress", name: "web-canary", weight: 90 }] });
        run.pass(14_000);
        assert.deepEqual(run.messages, []);
        run.pass(16_000);
        const status = "Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9";
        const note = "Note: nginx obeys canary weight 90 of Ingress web-canary, the controller's status has 10";
        assert.deepEqual(run.messages, [status, note, status]);
    });

    it("waits until nothing has changed for 0.1 s since the last change, but no longer than 0.25 s", () => {
        const run = new ReporterRun(paused(3, 25));
        run.write(analysis(1));
        run.pass(90);
        run.write(rollout("Progressing", 4, 25));
        run.pass(90);
        assert.equal(run.lines.length, 0);
        run.pass(10);
        assert.equal(run.lines.length, 2, run.messages.join("\n"));
        const since = run.now;
        run.lines = [];
        for (let count = 2; count < 20; count += 1) {
            run.write(analysis(count));
            run.pass(50);
        }
        assert.equal((run.lines[0]?.now ?? 0) - since, 250);
    });

    it("does not wait for changes that affect no line, such as an abort's Services that flip", () => {
        const run = new ReporterRun(paused(3, 25));
        run.write(rollout("Progressing", 4, 25));
        const since = run.now;
        for (let count = 0; count < 30; count += 1) {
            run.pass(10);
            run.write({ services: [] });
        }
        assert.deepEqual(
            run.lines.map((line) => line.now - since),
            [100],
        );
    });

    it("prints an inconsistent state if it persists", () => {
        const run = new ReporterRun(paused(3, 25));
        run.write(rollout("Degraded", 0, 25, { aborted: true }));
        run.pass(999);
        assert.deepEqual(run.messages, []);
        run.pass(1);
        assert.deepEqual(run.messages, ["Status: Degraded     | Canary:  25% | Stable:  75% | Step: 0/9"]);
    });

    it("prints the analysis that has measured, and does not repeat the others", () => {
        const run = new ReporterRun(paused(3, 25));
        const [first] = analysis(1).analyses ?? [];
        const [second] = analysis(2).analyses ?? [];
        assert.ok(first && second);
        const step = { ...first, name: "step", kind: "Step" as const, stepIndex: 2 };
        run.write({ analyses: [first, step] });
        run.pass(200);
        run.write({ analyses: [second, step] });
        run.pass(200);
        const measured = "p99-latency 743 ms (< 500) failed";
        assert.deepEqual(run.messages, [
            `Analysis: ${measured}`,
            `Analysis of step 2: ${measured}`,
            `Analysis: ${measured}`,
        ]);
    });

    it("prints every weight of an abort with dynamicStableScale at once: they are the steps', backwards", () => {
        const run = new ReporterRun(paused(7, 75));
        run.write(rollout("Degraded", 0, 75, { aborted: true, dynamicStableScale: true }), ingress(50));
        run.pass(100);
        run.write(ingress(25));
        run.pass(100);
        assert.deepEqual(run.messages, [
            "Status: Degraded     | Canary:  50% | Stable:  50% | Step: 0/9",
            "Status: Degraded     | Canary:  25% | Stable:  75% | Step: 0/9",
        ]);
    });

    it("prints the pending lines at the end, but no weight that the Ingress no longer has", () => {
        const run = new ReporterRun(paused(7, 75));
        run.write(rollout("Progressing", 8, 75), rollout("Healthy", 9, 100, { stableHash: "new" }));
        run.reporter.flush(run.now, true, "");
        assert.deepEqual(run.messages, []);
        const other = new ReporterRun(paused(7, 75));
        other.write(rollout("Progressing", 8, 75), rollout("Healthy", 9, 100, { stableHash: "new" }), ingress(100));
        other.reporter.flush(other.now, true, "");
        assert.deepEqual(other.messages, ["Status: Healthy      | Canary: 100% | Stable:   0% | Step: 9/9"]);
    });
});
