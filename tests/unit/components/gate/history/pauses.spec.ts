import assert from "node:assert/strict";
import { evaluateShares } from "../../../../../components/src/gate/decision/evaluatePause";
import { emptyHistory, type RolloutHistory } from "../../../../../components/src/gate/history/history";
import { withShareResult } from "../../../../../components/src/gate/history/updates";
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

describe("a pause whose end is received late", () => {
    let simulation: Simulation;
    let from: number;

    beforeEach(() => {
        simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        from = simulation.now;
    });

    /** Resumes the rollout while the gate receives nothing for these seconds. */
    function resumeUnseen(seconds: number): Pause {
        simulation.now += seconds * 1000;
        simulation.rollout.resume(2);
        const [pause] = simulation.history.pauses;
        assert.ok(pause);
        return pause;
    }

    it("is measured until its own end if it is timed: later requests belong to another weight", () => {
        pausedAt(simulation);
        const pause = resumeUnseen(50);
        assert.deepEqual([pause.endedAt, pause.cutShort], [from + 30_000, undefined]);
        const { observation, history, policy, gracePeriods, now } = simulation;
        assert.deepEqual(evaluateShares({ observation, history, policy, gracePeriods, now }), {
            kind: "measure",
            stepIndex: 1,
            from: from + 4_000,
            until: from + 30_000,
        });
    });

    it("is measured until the event was received if it is open-ended", () => {
        openEnded(simulation);
        assert.equal(resumeUnseen(50).endedAt, from + 50_000);
    });
});

describe("the share result of a pause", () => {
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30 };

    /** Returns the result that is kept after these verdicts, one every 2 s. */
    function known(...verdicts: ShareResult[]): ShareResult | undefined {
        const before: RolloutHistory = { ...emptyHistory(0, undefined), pauses: [pause] };
        return verdicts.reduce(
            (history, shareResult, index) => withShareResult(history, 1, shareResult, index * 2_000),
            before,
        ).pauses[0]?.shareResult;
    }

    it("keeps the start of Prometheus' silence", () => {
        assert.deepEqual(known(silence(2_000), silence(4_000), silence(6_000)), silence(2_000));
        assert.deepEqual(known(share, silence(4_000), silence(6_000)), silence(4_000));
    });

    it("starts another silence while Prometheus cannot be queried, and again after that", () => {
        assert.deepEqual(known(silence(2_000), unasked(4_000), unasked(6_000)), unasked(4_000));
        assert.deepEqual(known(silence(2_000), unasked(4_000), silence(6_000)), silence(6_000));
    });

    it("is unchanged without a silence", () => {
        assert.deepEqual(withoutSilence({ ...pause, shareResult: share }), { ...pause, shareResult: share });
        assert.deepEqual(withoutSilence({ ...pause, shareResult: silence(2_000) }), pause);
        assert.deepEqual(withoutSilence(pause), pause);
    });
});
