import type { RolloutHistory } from "../history/history";
import type { Finding } from "../model/finding";
import type { GatePolicy } from "../model/inputs";
import { isFullyPromoted, type Observation } from "../observation/observe";
import { missingShare } from "./evaluatePause";
import type { Failure } from "./types";

/** Findings about what only the steps can show: no later look at the same version resolves them. */
const lasting: readonly Finding["kind"][] = [
    "analysisEnded",
    "countPending",
    "noAnalysisRun",
    "nothingMeasured",
    "recorded",
    "share",
    "uncounted",
    "unmeasured",
    "unmeasuredStep",
    "unobserved",
    "unseenWeight",
];

/** True when an earlier run of the gate, or this one, is about the version that is observed. */
export function isSameVersion(
    o: Pick<Observation, "podHash" | "revision" | "uid">,
    version: { readonly podHash: string; readonly revision: number; readonly uid?: string } | undefined,
): boolean {
    // States of older gates have no uid.
    const sameObject = version?.uid === undefined || version.uid === o.uid;
    return sameObject && version?.podHash === o.podHash && version.revision === o.revision;
}

/** Returns what earlier runs of the gate left unproven about this version, and nothing has proven since. */
export function unprovenBefore(o: Observation, history: RolloutHistory): readonly Finding[] {
    const { previous, watched, joinedStep } = history;
    const fromTheStart = watched && joinedStep === 0;
    return fromTheStart || !isSameVersion(o, previous)
        ? []
        : (previous?.unproven ?? []).filter((finding) => !isProven(finding, o, history));
}

/** Returns what a failed run leaves unproven about the version, for the runs after it. */
export function unprovenAfter(
    failure: Failure,
    o: Observation,
    history: RolloutHistory,
    policy: GatePolicy,
): readonly Finding[] {
    const ended = history.pauses.filter(({ cutShort }) => cutShort !== true);
    const found: Finding[] = [
        ...unprovenBefore(o, history),
        ...failure.findings.filter(({ kind }) => lasting.includes(kind)),
        ...ended.flatMap((pause) => missingShare(pause, policy)).filter(({ kind }) => kind === "share"),
        // The steps that are left run without this gate.
        ...(isFullyPromoted(o) && history.watched ? [] : [{ kind: "unobserved" } as const]),
    ];
    return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** True when this run has proven what an earlier one could not. */
function isProven(finding: Finding, o: Observation, history: RolloutHistory): boolean {
    switch (finding.kind) {
        case "unobserved":
            return history.watched;
        case "unseenWeight":
            return history.weights.some(({ weight }) => weight === finding.weight);
        case "share":
        case "uncounted":
        case "countPending":
            return history.pauses.some(
                ({ weight, shareResult }) => weight === finding.weight && shareResult?.kind === "within",
            );
        case "unmeasured":
            return o.analyses.some(({ metrics }) =>
                metrics.some(({ name, measuredCount }) => name === finding.metric && measuredCount > 0),
            );
        default:
            return false;
    }
}
