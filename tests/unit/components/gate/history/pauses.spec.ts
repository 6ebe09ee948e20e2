import assert from "node:assert/strict";
import { evaluateShares } from "../../../../../components/src/gate/decision/evaluatePause";
import { emptyHistory, type RolloutHistory, withShareResult } from "../../../../../components/src/gate/history/history";
import { withoutSilence, type Pause, type ShareResult } from "../../../../../components/src/gate/history/pauses";
import { declareSecond } from "../decision/decisions";
import { openEnded, pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

const share: ShareResult = { kind: "outside", canary: 50, total: 100, lowest: 1, highest: 20 };
const silence = (since: number): ShareResult => ({
    kind: "unknown",
    problem: { kind: "noAnswer", message: "Prometheus does not answer" },
    since,
});
const unasked = (since: number): ShareResult => ({
    kind: "unknown",
    problem: { kind: "noAnswer", message: "away" },
    since,
    unasked: true,
});

describe("a pause whose end is heard late", () => {
    let simulation: Simulation;
    let from: number;

    beforeEach(() => {
        simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        from = simulation.now;
    });

    /** The cluster is not heard for so long, and the next step by then. */
    function resumeUnheard(seconds: number): Pause {
        simulation.now += seconds * 1000;
        simulation.rollout.resume(2);
        const [pause] = simulation.history.pauses;
        assert.ok(pause);
        return pause;
    }

    it("is measured until its own end, where it is a timed one: what follows belongs to another weight", () => {
        pausedAt(simulation);
        const pause = resumeUnheard(50);
        assert.deepEqual([pause.endedAt, pause.cutShort], [from + 30_000, undefined]);
        const { observation, history, policy, gracePeriods, now } = simulation;
        assert.deepEqual(evaluateShares({ observation, history, policy, gracePeriods, now }), {
            kind: "measure",
            stepIndex: 1,
            from: from + 4_000,
            until: from + 30_000,
        });
    });

    it("is measured until it was heard, where it is an open-ended one", () => {
        openEnded(simulation);
        assert.equal(resumeUnheard(50).endedAt, from + 50_000);
    });
});

describe("what was found out about a pause", () => {
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30 };

    /** What is known of the share when these were found out one after another, every 2 s. */
    function known(...verdicts: ShareResult[]): ShareResult | undefined {
        const before: RolloutHistory = { ...emptyHistory(0, undefined), pauses: [pause] };
        return verdicts.reduce(
            (history, shareResult, index) => withShareResult(history, 1, shareResult, index * 2_000),
            before,
        ).pauses[0]?.shareResult;
    }

    it("is silent since Prometheus was first", () => {
        assert.deepEqual(known(silence(2_000), silence(4_000), silence(6_000)), silence(2_000));
        assert.deepEqual(known(share, silence(4_000), silence(6_000)), silence(4_000));
    });

    it("is another silence while Prometheus cannot even be asked, and anew after that", () => {
        assert.deepEqual(known(silence(2_000), unasked(4_000), unasked(6_000)), unasked(4_000));
        assert.deepEqual(known(silence(2_000), unasked(4_000), silence(6_000)), silence(6_000));
    });

    it("stays as it is without the silence, where it is a share", () => {
        assert.deepEqual(withoutSilence({ ...pause, shareResult: share }), { ...pause, shareResult: share });
        assert.deepEqual(withoutSilence({ ...pause, shareResult: silence(2_000) }), pause);
        assert.deepEqual(withoutSilence(pause), pause);
    });
});
