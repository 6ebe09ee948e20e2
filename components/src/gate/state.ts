import type { Report } from "./drive/drive";
import { evidenceOf, type Evidence } from "./report/evidence";
import type { RolloutGateInputs } from "./model/inputs";
import { isSuccess, type Outcome, type Previous, type Proven } from "./model/outcome";
import { refutedBefore } from "./decision/verification";

/** What the gate keeps in the state: its inputs and what it found. */
export interface RolloutGateState extends RolloutGateInputs {
    readonly outcome?: string;
    readonly revision?: number;
    readonly podHash?: string;
    readonly image?: string;
    readonly evidence?: Evidence;
    /** The last version that was proven: a failure after it, which may have judged nothing, does not undo that. */
    readonly proven?: Proven & { readonly evidence: Evidence };
}

/** What a run adds to the state that the last one left. */
export function judgementOf(report: Report, olds: RolloutGateState | undefined): Partial<RolloutGateState> {
    const { result, observation, memory, finishedAt } = report;
    const { outcome } = result;
    if (observation === undefined) {
        return notProven(olds, outcome);
    }
    const { revision, podHash, image } = observation;
    // Also of an earlier run, where this one did not come to look.
    const refutedBy =
        result.kind === "fail" && result.refuted ? result.details.join("; ") : refutedBefore(observation, memory);
    const evidence = {
        ...evidenceOf(observation, memory, outcome, finishedAt, provenOf(olds)?.evidence),
        ...(refutedBy === undefined ? {} : { refutedBy }),
    };
    const judged = { revision, podHash, image, evidence };
    return result.kind === "succeed"
        ? { ...judged, outcome, proven: { outcome, podHash, revision, evidence } }
        : { ...judged, ...notProven(olds, outcome) };
}

/** What a run adds that has not proven anything: an earlier outcome must not pass for that of the new inputs. */
export function notProven(
    olds: RolloutGateState | undefined,
    outcome: Outcome = "Unproven",
): Partial<RolloutGateState> {
    const proven = provenOf(olds);
    return { outcome, ...(proven === undefined ? {} : { proven }) };
}

/** What an older state kept as its outcome only counts as well. */
function provenOf(olds: RolloutGateState | undefined): RolloutGateState["proven"] {
    const { outcome, podHash, revision, evidence = {} } = olds ?? {};
    const now = isSuccess(outcome) && podHash !== undefined && revision !== undefined;
    return olds?.proven ?? (now ? { outcome, podHash, revision, evidence } : undefined);
}

/** What the next run has to know of the state that the last one left. */
export function previousOf(olds: RolloutGateState | undefined): Previous | undefined {
    if (olds?.podHash === undefined || olds.revision === undefined) {
        return undefined;
    }
    const { abortedAt, abortedFor, refutedBy } = olds.evidence ?? {};
    const proven = provenOf(olds);
    return {
        podHash: olds.podHash,
        revision: olds.revision,
        ...(proven === undefined ? {} : { proven }),
        ...(typeof abortedAt === "string" ? { abortedAt } : {}),
        ...(typeof abortedFor === "string" ? { abortedFor } : {}),
        ...(typeof refutedBy === "string" ? { refutedBy } : {}),
    };
}
