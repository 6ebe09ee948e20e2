import assert from "node:assert/strict";
import type { Evidence } from "../../../../components/src/gate/model/evidence";
import { fail, type Decision } from "../../../../components/src/gate/decision/types";
import type { Report } from "../../../../components/src/gate/drive/drive";
import { emptyTimeline } from "../../../../components/src/gate/history/timeline";
import { emptyHistory } from "../../../../components/src/gate/history/history";
import type { Finding } from "../../../../components/src/gate/model/finding";
import type { Previous } from "../../../../components/src/gate/model/previous";
import { resultOf, notVerified, previousOf, type RolloutGateState } from "../../../../components/src/gate/state";
import { declareSecond } from "./decision/decisions";
import { inputs } from "./gateInputs";
import { Simulation } from "../../../support/simulation/simulation";

/** The state of an older gate, in which only the outcome marks a good version. */
const older: RolloutGateState = {
    ...inputs,
    outcome: "Promoted",
    podHash: "hash1",
    revision: 1,
    image: "v1",
    evidence: { notes: ["of v1"] },
};
const v1 = { outcome: "Promoted", podHash: "hash1", revision: 1 } as const;
const v2 = { podHash: "hash2", revision: 2, uid: "0b0f1a2e-0000-4000-8000-000000000001" } as const;
const verifiedV1 = { ...v1, evidence: { notes: ["of v1"] } };
const counts = { canary: 104, total: 1040, lowest: 733, highest: 825 };
const wrongShare: Finding = { kind: "share", weight: 75, share: { kind: "outside", ...counts } };
const disproved = { ...fail("NotProven", "Unproven", [wrongShare]), disproved: true } as const;

/** Returns the report of a gate on v2 with this result. */
function reportOf(result: Report["result"], previous?: Previous): Report {
    const simulation = new Simulation({}, previous);
    declareSecond(simulation);
    simulation.rollout.observe();
    simulation.rollout.promote();
    simulation.watch();
    const { observation, history, now, policy } = simulation;
    const messages = { failure: "", keptFailure: "" };
    const seen = { observation, history, timeline: emptyTimeline };
    return { result, ...messages, ...seen, unproven: [], finishedAt: now, policy };
}

/** Returns the state after an update with this result. */
function after(result: Extract<Decision, { kind: "succeed" | "fail" }>, olds: RolloutGateState): RolloutGateState {
    const fields = resultOf(reportOf(result, previousOf(olds)), olds);
    return result.kind === "fail" ? { ...olds, ...fields } : { ...inputs, ...fields };
}

describe("the gate's state keeps", () => {
    it("of a good version: the outcome, the evidence and the verification", () => {
        const state = after({ kind: "succeed", outcome: "Promoted" }, inputs);
        const { outcome, podHash, revision, image, evidence } = state;
        assert.deepEqual([outcome, podHash, revision, image], ["Promoted", "hash2", 2, "v2"]);
        // Only once: the outcome and the evidence of the state are those of the verified version.
        assert.equal(state.verified, undefined);
        assert.deepEqual(previousOf(state), {
            ...v2,
            stableHash: "hash2",
            verified: { outcome: "Promoted", ...v2, evidence },
        });
    });

    it("of a version that failed: also the version verified before it, with its evidence", () => {
        const olds = { ...older, verified: verifiedV1 };
        const state = after(fail("TimedOut", "TimedOut"), after(fail("Aborted", "Aborted"), olds));
        assert.deepEqual([state.outcome, state.podHash], ["TimedOut", "hash2"]);
        assert.deepEqual(state.verified, verifiedV1);
        assert.deepEqual(previousOf(state), { ...v2, stableHash: "hash2", unproven: [], verified: verifiedV1 });
    });

    it("of an update that did not see the rollout: all but the outcome", () => {
        const olds = { ...older, verified: verifiedV1 };
        const unseen = {
            ...reportOf(fail("ClusterFailed")),
            observation: undefined,
            history: emptyHistory(0, undefined),
        };
        const state = { ...olds, ...resultOf(unseen, olds) };
        assert.deepEqual(state, { ...olds, outcome: "Unproven" });
        assert.deepEqual(previousOf(state)?.verified, verifiedV1);
    });

    it("of an older gate's good version: the verification, also after a failure", () => {
        assert.deepEqual(previousOf(older)?.verified, verifiedV1);
        assert.deepEqual(previousOf(after(fail("Aborted", "Aborted"), older))?.verified, verifiedV1);
        const unseen = { ...reportOf(fail("ClusterFailed")), observation: undefined };
        assert.deepEqual(previousOf({ ...older, ...resultOf(unseen, older) })?.verified, verifiedV1);
        assert.deepEqual(previousOf({ ...older, ...notVerified(older) })?.verified, verifiedV1);
        assert.equal(previousOf({ ...older, outcome: "Aborted" })?.verified, undefined);
    });

    it("of a version that an older gate kept under another key: the verification, also after a failure", () => {
        const olds = { ...older, outcome: "Aborted", proven: verifiedV1 };
        assert.deepEqual(previousOf(olds)?.verified, verifiedV1);
        assert.deepEqual(previousOf(after(fail("Aborted", "Aborted"), olds))?.verified, verifiedV1);
    });

    it("of a revision that was verified before: the evidence of that time, whatever failed since", () => {
        const verified = { outcome: "Promoted", ...v2, evidence: { notes: ["of then"] } } as const;
        const since = { ...inputs, outcome: "Unproven", podHash: "hash3", revision: 3, evidence: { notes: ["of v3"] } };
        const state = after({ kind: "succeed", outcome: "Promoted" }, { ...since, verified });
        assert.deepEqual([state.evidence, previousOf(state)?.verified], [verified.evidence, verified]);
    });

    it("of a disproved version: the findings, as long as it is that revision", () => {
        const first = after(disproved, inputs);
        assert.deepEqual(previousOf(first)?.disprovedBy, [wrongShare]);
        const second = after(fail("TimedOut", "TimedOut"), first);
        assert.deepEqual(previousOf(second)?.disprovedBy, [wrongShare]);
        for (const other of [{ podHash: "hash9" }, { revision: 9 }]) {
            const third = after(fail("TimedOut", "TimedOut"), { ...first, ...other });
            assert.equal(previousOf(third)?.disprovedBy, undefined, JSON.stringify(other));
        }
    });

    it("of a version that was not proven: the findings, for the runs after it", () => {
        const unproven: Finding[] = [{ kind: "unseenWeight", weight: 50, ingresses: 1 }];
        const report = { ...reportOf(fail("NotProven", "Unproven", unproven)), unproven };
        const state = { ...inputs, ...resultOf(report, inputs) };
        assert.deepEqual(previousOf(state), { ...v2, stableHash: "hash2", unproven });
        // A success has proven it.
        assert.equal(previousOf(after({ kind: "succeed", outcome: "Promoted" }, state))?.unproven, undefined);
        const odd = { unproven: "weight 50" } as unknown as Evidence;
        assert.equal(previousOf({ ...state, evidence: odd })?.unproven, undefined);
    });

    it("of a first update that saw no version: nothing for the next one", () => {
        assert.equal(previousOf(undefined), undefined);
        assert.equal(previousOf({ ...inputs, outcome: "Unproven" }), undefined);
    });

    it("of this gate's abort: the position and the cause", () => {
        const abortedAt = { step: 3, steps: 9, setWeight: 25, percent: 25 };
        const abortedFor = { kind: "gate", code: "NotProven", findings: [wrongShare], afterSeconds: 60 } as const;
        const state = { ...inputs, outcome: "Aborted", ...v2, evidence: { abortedAt, abortedFor } };
        assert.deepEqual(previousOf(state), { ...v2, abortedAt, abortedFor });
    });

    it("of an abort or a disproved version: the text of an older gate", () => {
        const evidence = {
            abortedAt: "step 3/9 (setWeight 25)",
            abortedFor: "canary got too much",
            refutedBy: "canary got all",
        };
        const state = { ...inputs, outcome: "Aborted", ...v2, evidence };
        assert.deepEqual(previousOf(state), {
            ...v2,
            abortedAt: "step 3/9 (setWeight 25)",
            abortedFor: { kind: "recorded", text: "canary got too much" },
            disprovedBy: [{ kind: "recorded", text: "canary got all" }],
        });
        const odd = { abortedAt: 3, abortedFor: null, refutedBy: 1 } as unknown as Evidence;
        assert.deepEqual(previousOf({ ...state, evidence: odd }), v2);
    });
});
