import assert from "node:assert/strict";
import { emptyHistory, withObservation } from "../../../../../components/src/gate/history/history";
import { withReconnection } from "../../../../../components/src/gate/history/updates";
import { declareSecond } from "../decision/decisions";
import { openEnded, pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { crashLoopingPod } from "../../../../support/rollout/fakePods";

describe("the gate's history", () => {
    let simulation: Simulation;

    beforeEach(() => {
        simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
    });

    it("keeps the last step over an abort, which resets it", () => {
        pausedAt(simulation, 25);
        simulation.rollout.abort();
        assert.equal(simulation.history.lastStep, 3);
    });

    it("watches the first version that the controller reports, and no other", () => {
        assert.equal(simulation.history.podHash, undefined);
        simulation.rollout.observe();
        simulation.rollout.setWeight(10, 1);
        simulation.rollout.declare("v9");
        simulation.rollout.observe();
        simulation.rollout.setWeight(50, 5);
        const { podHash, weights, lastStep } = simulation.history;
        assert.deepEqual([podHash, lastStep, weights.map(({ weight }) => weight)], ["hash2", 1, [0, 10]]);
    });

    it("switches to the next version if the previous one was only seen Healthy, and not for long", () => {
        for (const [seconds, expected] of [
            [1, "hash2"],
            [3, "hash1"],
        ] as const) {
            const { cluster } = simulation;
            const at = cluster.observe();
            const rest = { ...at, generationObserved: true, templateAltered: false, phase: "Healthy" };
            let history = withObservation(emptyHistory(0, undefined), rest, 0);
            const next = { ...rest, podHash: "hash2", phase: "Progressing" };
            assert.equal(withObservation(history, next, seconds * 1000).podHash, expected);
            // After a silence, the next version may be another client's.
            history = withReconnection(history, 60_000);
            assert.equal(withObservation(history, next, 60_000 + seconds * 1000).podHash, "hash1");
        }
    });

    it("has every weight once, in order, with its time", () => {
        const from = simulation.now;
        simulation.rollout.observe();
        for (const weight of [10, 10, 25, 10]) {
            simulation.pass(1);
            simulation.rollout.writeIngress(weight);
        }
        assert.deepEqual(
            simulation.history.weights.map(({ weight, at }) => [weight, at - from]),
            [
                [0, 0],
                [10, 1_000],
                [25, 3_000],
                [10, 4_000],
            ],
        );
    });

    it("times a state from its beginning, and again when it returns", () => {
        simulation.pass(10);
        simulation.rollout.write({});
        const { startedAt, since } = simulation.history;
        assert.equal(since.unobserved, startedAt);
        simulation.rollout.observe();
        assert.deepEqual(simulation.history.since, {});
        simulation.pass(10);
        simulation.rollout.declare("v2");
        assert.equal(simulation.history.since.unobserved, startedAt + 20_000);
    });

    it("restarts the time of a state at a reconnection, and forgets Prometheus' silence", () => {
        simulation.prometheusAnswers = false;
        pausedAt(simulation);
        simulation.rollout.writeIngress(90);
        simulation.pass(1);
        simulation.rollout.writeIngress(10);
        simulation.pass(28);
        simulation.rollout.writeIngress(90);
        const { history, now } = simulation;
        const { serving } = history.since;
        assert.deepEqual(history.since, { misrouted: now, serving });
        const silent = {
            kind: "unknown",
            problem: { kind: "noAnswer", message: "Prometheus does not answer" },
            since: now - 1_000,
        };
        assert.deepEqual(history.pauses[0]?.shareResult, silent);
        const { since, pauses } = withReconnection(history, now + 60_000);
        assert.deepEqual(since, { misrouted: now + 60_000, serving: now + 60_000 });
        assert.deepEqual(
            pauses.map(({ shareResult }) => shareResult),
            [undefined],
        );
    });

    it("keeps the pods' problems and the warnings over an abort, which removes the pods", () => {
        simulation.rollout.observe();
        simulation.rollout.writePod("a", crashLoopingPod());
        simulation.rollout.warn("TrafficRoutingError", "ingress not found");
        simulation.rollout.abort();
        simulation.cluster.remove(simulation.rollout.paths.pods, "ops-hardening-demo-hash2-a");
        const { podProblems, warnings } = simulation.history;
        assert.deepEqual(
            podProblems.map(({ reason }) => reason),
            ["CrashLoopBackOff"],
        );
        assert.deepEqual(warnings, ["TrafficRoutingError: ingress not found"]);
    });

    it("follows the pods of a first deploy, which the controller calls stable before it has any", () => {
        const { cluster } = simulation;
        simulation.rollout.writePod("a", crashLoopingPod());
        const { podProblems, ...at } = cluster.observe();
        const observed = { ...at, generationObserved: true, templateAltered: false, phase: "Progressing" };
        const replicas = { desired: 2, available: 0 };
        const unsettled = { ...observed, replicas, podProblems: [], stableHash: "" };
        const history = withObservation(emptyHistory(0, undefined), unsettled, 0);
        const stable = { ...observed, replicas, podProblems, stableHash: observed.podHash };
        assert.deepEqual(
            withObservation(history, stable, 1000).podProblems.map(({ reason }) => reason),
            ["CrashLoopBackOff"],
        );
        const complete = { ...stable, replicas: { desired: 2, available: 2 } };
        assert.deepEqual(withObservation(history, complete, 1000).podProblems, []);
    });

    it("forgets problems of pods that were removed otherwise", () => {
        simulation.rollout.observe();
        simulation.rollout.writePod("a", crashLoopingPod());
        simulation.cluster.remove(simulation.rollout.paths.pods, "ops-hardening-demo-hash2-a");
        assert.deepEqual(simulation.history.podProblems, []);
    });

    it("keeps a pause as one if only a pause by hand interrupts it", () => {
        const from = simulation.now;
        pausedAt(simulation);
        simulation.pass(10);
        simulation.rollout.pauseByHand(true);
        simulation.rollout.write({ observedGeneration: "3" });
        simulation.pass(10);
        simulation.rollout.pauseByHand(false);
        simulation.rollout.write({ observedGeneration: "4" });
        simulation.pass(10);
        assert.deepEqual(
            simulation.history.pauses.map(({ startedAt, endedAt }) => [startedAt - from, endedAt]),
            [[0, undefined]],
        );
        simulation.rollout.resume(2);
        const [pause] = simulation.history.pauses;
        assert.deepEqual([pause?.endedAt, pause?.cutShort], [from + 30_000, undefined]);
    });

    it("detects a pause that a user has cut short by its planned duration, or by the end of an open-ended one", () => {
        const cutShort = () => simulation.history.pauses.map((pause) => pause.cutShort);
        pausedAt(simulation);
        simulation.pass(27);
        simulation.rollout.resume(2);
        assert.deepEqual(cutShort(), [true]);
        openEnded(simulation);
        simulation.pass(600);
        assert.deepEqual(cutShort(), [undefined]);
        simulation.rollout.resume(2);
        assert.deepEqual(cutShort(), [true]);
    });

    it("measures the share of a pause that it joins late from the pause's beginning by the cluster's clock", () => {
        const late = new Simulation();
        declareSecond(late);
        pausedAt(late);
        const from = late.now;
        late.now += 20_000;
        late.watch();
        assert.equal(late.history.pauses[0]?.startedAt, from);
    });
});
