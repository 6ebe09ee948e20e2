import assert from "node:assert/strict";
import { apiError } from "../../../components/kubernetesApi";
import type { Cluster, ClusterListener } from "../../../components/rolloutGate/cluster";
import { drive, type Report } from "../../../components/rolloutGate/drive";
import { FakeClock, settle } from "../../support/fakeClock";
import { FakeWorld } from "../../support/fakeWorld";

/** The drive with a clock that stands still and a cluster without a network. */
describe("drive", () => {
    let clock: FakeClock;
    let world: FakeWorld;
    let lines: string[];
    let listener: ClusterListener;
    let silent: boolean;
    let stopped: boolean;

    beforeEach(() => {
        clock = new FakeClock();
        world = new FakeWorld();
        lines = [];
        silent = false;
        stopped = false;
    });

    function start(timeoutSeconds = 1800): Promise<Report> {
        const cluster: Cluster = {
            async follow(given, signal) {
                listener = given;
                if (!silent) {
                    given.onWorld(world.world(), false);
                    world.onChange(() => {
                        given.onWorld(world.world(), false);
                    });
                }
                await new Promise((resolve) => {
                    signal.addEventListener("abort", resolve);
                });
                stopped = true;
            },
        };
        const subject = { namespace: "demo", rolloutName: "ops-hardening-demo", timeoutSeconds, heartbeatSeconds: 15 };
        return drive(subject, undefined, { cluster, clock, log: (line) => lines.push(line) });
    }

    it("prints a change after 0.1 s at most, and the line again at every heartbeat", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        const report = start();
        await clock.advance(100);
        assert.deepEqual(lines, ["[06:02:31] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9"]);
        await clock.advance(14_800);
        assert.equal(lines.length, 1);
        await clock.advance(15_200);
        assert.deepEqual(lines.slice(1), [
            "[06:02:46] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
            "[06:03:01] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
        ]);
        world.rollout.abort();
        world.rollout.returnTraffic();
        assert.equal((await report).result.kind, "fail");
        assert.equal(stopped, true);
    });

    it("gathers the writes of one step into one line, but swallows no weight", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        const report = start();
        await clock.advance(200);
        world.rollout.setWeight(10, 1);
        world.rollout.pause(1);
        await settle();
        assert.equal(lines.length, 1);
        await clock.advance(100);
        assert.equal(lines[1]?.slice(11), "Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9");
        world.rollout.resume(2);
        world.rollout.setWeight(25, 3);
        world.rollout.resume(4);
        world.rollout.setWeight(50, 5);
        await clock.advance(100);
        assert.deepEqual(
            lines.slice(2).map((line) => line.slice(32)),
            ["| Canary:  25% | Stable:  75% | Step: 2/9", "| Canary:  50% | Stable:  50% | Step: 5/9"],
        );
        world.rollout.abort();
        world.rollout.returnTraffic();
        await report;
    });

    it("gives a weight that is over at once a line with the step that it belongs to", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        const report = start(1);
        await clock.advance(200);
        world.rollout.setWeight(75, 7);
        await clock.advance(200);
        // The end, as the real controller writes it within 40 ms.
        world.rollout.setWeight(100, 8);
        world.rollout.promote();
        await clock.advance(1_000);
        await report;
        assert.deepEqual(
            lines.map((line) => line.slice(11)),
            [
                "Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9",
                "Status: Progressing  | Canary:  75% | Stable:  25% | Step: 7/9",
                "Status: Progressing  | Canary: 100% | Stable:   0% | Step: 8/9",
                "Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9",
            ],
        );
    });

    it("says once when the controller and the Ingress disagree for a heartbeat", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        const report = start();
        world.rollout.setWeight(10, 1);
        world.rollout.pause(1);
        world.rollout.writeIngress(90);
        await clock.advance(31_000);
        assert.deepEqual(
            lines.filter((line) => line.includes("Note:")).map((line) => line.slice(11)),
            [
                "Note: nginx obeys canary weight 90 of Ingress ops-hardening-demo-ops-hardening-demo-canary, the controller's status says 10",
            ],
        );
        world.rollout.abort();
        world.rollout.returnTraffic();
        await report;
    });

    it("says what it waits for while the controller has not seen the generation", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        const report = start(16);
        await clock.advance(15_100);
        assert.deepEqual(lines, [
            "[06:02:46] Note: waiting: the controller has not seen generation 2 yet (it has seen 1)",
        ]);
        await clock.advance(1_000);
        assert.equal((await report).result.outcome, "TimedOut");
    });

    it("times out with the last observation and stops following", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        world.rollout.setWeight(10, 1);
        world.rollout.pause(1);
        const report = start(60);
        await clock.advance(59_900);
        assert.equal(stopped, false);
        await clock.advance(200);
        const { failure, result } = await report;
        assert.equal(result.outcome, "TimedOut");
        assert.match(
            failure,
            /did not finish within 60 s: last seen Paused at step 1\/9 \(setWeight 10\) with canary weight 10/,
        );
    });

    it("gives a cluster that never answered up after 15 s", async () => {
        silent = true;
        const report = start();
        await settle();
        listener.onTrouble(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await clock.advance(14_900);
        assert.equal(stopped, false);
        await clock.advance(200);
        assert.equal(
            (await report).failure,
            "rollout demo/ops-hardening-demo cannot be watched: cannot reach the cluster",
        );
    });

    it("waits for a cluster that has answered before", async () => {
        world.rollout.deployFirst("v1");
        world.rollout.declare("v2");
        world.rollout.observe();
        const report = start();
        listener.onTrouble(apiError("ClusterUnreachable", "cannot reach the cluster"));
        await clock.advance(600_000);
        assert.equal(stopped, false);
        world.rollout.abort();
        world.rollout.returnTraffic();
        assert.equal((await report).result.outcome, "Aborted");
    });
});
