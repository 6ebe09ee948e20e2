import type { Report } from "./drive/drive";
import { evidenceOf, type Evidence } from "./report/evidence";
import type { RolloutGateInputs } from "./model/inputs";
import { isSuccess, type Outcome, type Previous, type Verified } from "./model/outcome";
import { disprovedBefore } from "./decision/verification";

/** What the gate keeps in the state: its inputs and what it found. */
export interface RolloutGateState extends RolloutGateInputs {
    readonly outcome?: string;
    readonly revision?: number;
    readonly podHash?: string;
    readonly image?: string;
    readonly evidence?: Evidence;
    /** The last version that was verified: a failure after it, which may have evaluated nothing, does not undo that. */
    readonly verified?: Verified & { readonly evidence: Evidence };
    /** The key of {@link verified} in states that older gates wrote. */
    readonly proven?: Verified & { readonly evidence: Evidence };
}

/** What a run adds to the state that the last one left. */
export function resultOf(report: Report, olds: RolloutGateState | undefined): Partial<RolloutGateState> {
    const { result, observation, history, finishedAt } = report;
    const { outcome } = result;
    if (observation === undefined) {
        return notVerified(olds, outcome);
    }
    const { revision, podHash, image } = observation;
    // Also of an earlier run, where this one did not come to look.
    const refutedBy =
        result.kind === "fail" && result.disproved ? result.details.join("; ") : disprovedBefore(observation, history);
    const evidence = {
        ...evidenceOf(observation, history, outcome, finishedAt, verifiedOf(olds)?.evidence),
        ...(refutedBy === undefined ? {} : { refutedBy }),
    };
    const judged = { revision, podHash, image, evidence };
    return result.kind === "succeed"
        ? { ...judged, outcome, verified: { outcome, podHash, revision, evidence } }
        : { ...judged, ...notVerified(olds, outcome) };
}

/** What a run adds that has not verified anything: an earlier outcome must not pass for that of the new inputs. */
export function notVerified(
    olds: RolloutGateState | undefined,
    outcome: Outcome = "Unproven",
): Partial<RolloutGateState> {
    const verified = verifiedOf(olds);
    return { outcome, ...(verified === undefined ? {} : { verified }) };
}

/** What an older state kept as its outcome only counts as well. */
function verifiedOf(olds: RolloutGateState | undefined): RolloutGateState["verified"] {
    const { outcome, podHash, revision, evidence = {} } = olds ?? {};
    const now = isSuccess(outcome) && podHash !== undefined && revision !== undefined;
    return olds?.verified ?? olds?.proven ?? (now ? { outcome, podHash, revision, evidence } : undefined);
}

/** What the next run has to know of the state that the last one left. */
export function previousOf(olds: RolloutGateState | undefined): Previous | undefined {
    if (olds?.podHash === undefined || olds.revision === undefined) {
        return undefined;
    }
    const { abortedAt, abortedFor, refutedBy } = olds.evidence ?? {};
    const verified = verifiedOf(olds);
    return {
        podHash: olds.podHash,
        revision: olds.revision,
        ...(verified === undefined ? {} : { verified }),
        ...(typeof abortedAt === "string" ? { abortedAt } : {}),
        ...(typeof abortedFor === "string" ? { abortedFor } : {}),
        ...(typeof refutedBy === "string" ? { disprovedBy: refutedBy } : {}),
    };
}
