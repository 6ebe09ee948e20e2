import assert from "node:assert/strict";
import { canAbort, canPromote, patchOf, sendOnce } from "../../../../../components/src/gate/decision/writes";
import type { ObservedSituation } from "../../../../../components/src/gate/decision/situation";
import type { Write } from "../../../../../components/src/gate/decision/types";
import type { RolloutHistory } from "../../../../../components/src/gate/history/history";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import { declareSecond } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

const nudge: Write = { kind: "promote", by: "nudge" };
const abort: Write = { kind: "abort", code: "NotProven", findings: [] };

describe("the gate's writes", () => {
    let simulation: Simulation;

    beforeEach(() => {
        simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation, 25);
    });

    const observed = () => {
        assert.ok(simulation.observation);
        return simulation.observation;
    };

    it("apply to the state that they were decided on, and to no other", () => {
        const { resourceVersion } = observed();
        for (const write of [nudge, { kind: "retry" }, { kind: "abort", code: "NotProven", findings: [] }] as const) {
            assert.deepEqual(patchOf(write, observed()).metadata, { resourceVersion });
        }
        const late = patchOf(nudge, observed());
        simulation.rollout.write({});
        assert.equal(simulation.cluster.patchStatus(late), "conflict");
    });

    it("never move the step past the last one", () => {
        for (const [stepIndex, next] of [
            [3, 4],
            [8, 9],
            [9, 9],
        ] as const) {
            const { status } = patchOf(nudge, { ...observed(), stepIndex });
            assert.equal(status["currentStepIndex"], next);
            assert.equal(canPromote({ ...observed(), stepIndex }), stepIndex < 9);
        }
    });

    it("abort only a version in progress that is this gate's and not paused by hand", () => {
        const can = (change = {}) => canAbort({ ...observed(), ...change }, simulation.history);
        assert.equal(can(), true);
        for (const change of [
            { generationObserved: false },
            { templateObserved: false },
            { templateAltered: true },
            { invalidSpec: "no template" },
            { podHash: "hash9" },
            { stableHash: "" },
            { stableHash: "hash2" },
            { aborted: true },
            { manuallyPaused: true },
        ]) {
            assert.equal(can(change), false, JSON.stringify(change));
        }
    });

    it("move the step only past the inconclusive analysis of that very step", () => {
        const inconclusive: Write = { kind: "promote", by: "inconclusive" };
        const own = { kind: "Step", phase: "Inconclusive", stepIndex: 1 };
        const move = (step: object | undefined, ...analyses: object[]) => {
            const steps = step === undefined ? [] : [{ percent: 10 }, step, { percent: 100 }];
            const seen = { ...observed(), stepIndex: 1, steps, analyses } as unknown as Observation;
            return patchOf(inconclusive, seen).status["currentStepIndex"];
        };
        const analysis = { analysis: true };
        assert.equal(move(analysis, own), 2);
        assert.equal(move(analysis, { ...own, kind: "Background" }, own), 2);
        // A background analysis goes on: the controller starts another one in the same step.
        assert.equal(move(analysis), undefined);
        assert.equal(move(analysis, { ...own, kind: "Background" }), undefined);
        assert.equal(move(analysis, { ...own, phase: "Successful" }), undefined);
        assert.equal(move(analysis, { ...own, stepIndex: 0 }), undefined);
        for (const other of [{ percent: 25 }, { pauseSeconds: 30 }, { openEnded: true }]) {
            assert.equal(move(other, own), undefined, JSON.stringify(other));
        }
        // Past the last step there is none.
        assert.equal(move(undefined, own), 0);
    });

    it("are held by spec.paused, and not sent past the last step", () => {
        const decide = (write: Write, change: object) => sendOnce(write, situation({}, change));
        assert.deepEqual(decide({ kind: "retry" }, { manuallyPaused: true }), {
            kind: "wait",
            reason: { kind: "heldByHand", write: "retry" },
        });
        assert.deepEqual(decide(nudge, { stepIndex: 9 }), { kind: "wait", reason: { kind: "noStepLeft" } });
        assert.deepEqual(decide(abort, { stepIndex: 9 }), { kind: "write", write: abort });
    });

    it("are sent once: to one state, and again only 10 s after the controller has not acted on it", () => {
        const { resourceVersion, stepIndex } = observed();
        const after = (sent: object, milliseconds = 0) =>
            sendOnce(
                abort,
                situation({ kind: "abort", stepIndex, resourceVersion, at: simulation.now - milliseconds, ...sent }),
            ).kind;
        assert.equal(after({}), "wait");
        assert.equal(after({ applied: true }), "wait");
        assert.equal(after({ applied: false }), "wait");
        assert.equal(after({ applied: true, resourceVersion: "earlier" }), "wait");
        assert.equal(after({ resourceVersion: "earlier" }), "write");
        assert.equal(after({ applied: false, resourceVersion: "earlier" }), "write");
        assert.equal(after({ kind: "promote" }), "write");
        assert.equal(after({ stepIndex: stepIndex - 1 }), "write");
        const { promotionMs } = simulation.gracePeriods;
        assert.equal(after({ applied: true }, promotionMs - 1), "wait");
        assert.equal(after({ applied: true }, promotionMs), "write");
        assert.deepEqual(
            sendOnce(abort, situation({ kind: "abort", stepIndex, resourceVersion, at: simulation.now })),
            {
                kind: "wait",
                reason: { kind: "sent", write: "abort" },
            },
        );
    });

    function situation(sent: object, change: object = {}): ObservedSituation {
        const { history, policy, gracePeriods, now } = simulation;
        return {
            observation: { ...observed(), ...change },
            history: { ...history, sent: Object.keys(sent).length === 0 ? undefined : sent } as RolloutHistory,
            policy,
            gracePeriods,
            now,
        };
    }
});
