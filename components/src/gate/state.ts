import type { KeptState } from "./cluster/verdictHistory";
import { disprovedBefore } from "./decision/verification";
import type { Report } from "./drive/drive";
import type { AbortCause } from "./model/abortCause";
import type { Evidence, StepPosition } from "./model/evidence";
import type { Finding } from "./model/finding";
import type { RolloutGateInputs } from "./model/inputs";
import { isSuccess, type Outcome } from "./model/outcome";
import type { Previous, Verified } from "./model/previous";
import { evidenceOf } from "./report/evidence";

/** The gate's state: its inputs and its results. */
export interface RolloutGateState extends RolloutGateInputs {
    readonly outcome?: string;
    readonly revision?: number;
    readonly podHash?: string;
    /** The Rollout's uid; older states have none. */
    readonly uid?: string;
    readonly image?: string;
    readonly evidence?: Evidence;
    /** The path of the last update's report.html; empty without one. */
    readonly report?: string;
    /**
     * The last verified version, if that is another one than this state is about: a later failure, which may have
     * evaluated nothing, does not undo it.
     */
    readonly verified?: Verified & { readonly evidence: Evidence };
    /** The key of {@link verified} in states that older gates wrote. */
    readonly proven?: Verified & { readonly evidence: Evidence };
}

/** Returns the fields that a run adds: after a failure to the state of the previous run, else to the inputs. */
export function resultOf(report: Report, olds: RolloutGateState | undefined): Partial<RolloutGateState> {
    const { result, observation, history, finishedAt } = report;
    const { outcome } = result;
    if (observation === undefined) {
        return notVerified(olds, outcome);
    }
    const { revision, podHash, uid, image } = observation;
    // Also from an earlier run, if this one has evaluated nothing.
    const disprovedBy =
        result.kind === "succeed"
            ? undefined
            : result.disproved
              ? result.findings
              : disprovedBefore(observation, history);
    const evidence = {
        ...evidenceOf(observation, history, outcome, finishedAt, verifiedOf(olds)?.evidence, report.policy),
        ...(disprovedBy === undefined ? {} : { disprovedBy }),
        ...(result.kind === "fail" ? { unproven: report.unproven } : {}),
    };
    const evaluated = { revision, podHash, uid, image, evidence };
    return result.kind === "succeed" ? { ...evaluated, outcome } : { ...evaluated, ...notVerified(olds, outcome) };
}

/** Returns the fields of a run without a verification: an earlier outcome must not count for the new inputs. */
export function notVerified(
    olds: RolloutGateState | undefined,
    outcome: Outcome = "Unproven",
): Partial<RolloutGateState> {
    const verified = verifiedOf(olds);
    return { outcome, ...(verified === undefined ? {} : { verified }) };
}

/** Returns the verified version: another one, or that of the state itself. */
function verifiedOf(olds: RolloutGateState | undefined): RolloutGateState["verified"] {
    const { outcome, podHash, revision, uid, evidence = {} } = olds ?? {};
    const now = isSuccess(outcome) && podHash !== undefined && revision !== undefined;
    return (
        olds?.verified ??
        olds?.proven ??
        (now ? { outcome, podHash, revision, ...(uid === undefined ? {} : { uid }), evidence } : undefined)
    );
}

/** Returns what the next run needs of a state, without the evidence of an earlier version. */
export function keptStateOf({ outcome, podHash, revision, uid, evidence = {}, verified }: RolloutGateState): KeptState {
    const { services, abortedAt, abortedFor, unproven, disprovedBy } = evidence;
    return {
        ...{ outcome, podHash, revision, uid },
        verified: verified && withoutEvidence(verified),
        evidence: { services, abortedAt, abortedFor, unproven, disprovedBy },
    };
}

function withoutEvidence({ outcome, podHash, revision, uid }: Verified): Verified {
    return { outcome, podHash, revision, ...(uid === undefined ? {} : { uid }) };
}

/** Returns the state that a kept one stands for. */
export function stateOfKept(inputs: RolloutGateInputs, { verified, ...kept }: KeptState): RolloutGateState {
    return { ...inputs, ...kept, ...(verified && { verified: { ...verified, evidence: {} } }) };
}

/** Returns the part of the previous run's state that the next run needs. */
export function previousOf(olds: RolloutGateState | undefined): Previous | undefined {
    if (olds?.podHash === undefined || olds.revision === undefined) {
        return undefined;
    }
    const verified = verifiedOf(olds);
    const { abortedAt, unproven, services, ...evidence } = olds.evidence ?? {};
    const abortedFor = abortCauseIn(evidence);
    const disprovedBy = disprovedByIn(evidence);
    return {
        podHash: olds.podHash,
        revision: olds.revision,
        ...(olds.uid === undefined ? {} : { uid: olds.uid }),
        ...(typeof services?.stable === "string" ? { stableHash: services.stable } : {}),
        ...(Array.isArray(unproven) ? { unproven } : {}),
        ...(verified === undefined ? {} : { verified }),
        ...(isPosition(abortedAt) ? { abortedAt } : {}),
        ...(abortedFor === undefined ? {} : { abortedFor }),
        ...(disprovedBy === undefined ? {} : { disprovedBy }),
    };
}

function isPosition(value: Evidence["abortedAt"]): value is StepPosition | string {
    return typeof value === "string" || isObject(value);
}

/** Returns the cause of an abort from evidence; older gates wrote it as text. */
function abortCauseIn({ abortedFor }: Evidence): AbortCause | undefined {
    if (typeof abortedFor === "string") {
        return { kind: "recorded", text: abortedFor };
    }
    return isObject(abortedFor) ? abortedFor : undefined;
}

/** Returns the findings that disproved a version, from evidence; older gates wrote text under another key. */
function disprovedByIn({ disprovedBy, refutedBy }: Evidence): readonly Finding[] | undefined {
    if (Array.isArray(disprovedBy)) {
        return disprovedBy as readonly Finding[];
    }
    return typeof refutedBy === "string" ? [{ kind: "recorded", text: refutedBy }] : undefined;
}

/** True when a value of a state, whose type is unchecked, is an object. */
function isObject(value: unknown): value is object {
    return typeof value === "object" && value !== null;
}
