import { isWatchedFromTheStart, type RolloutHistory } from "../history/history";
import { notJudged } from "../history/judgement";
import type { Finding } from "../model/finding";
import type { GatePolicy } from "../model/inputs";
import { isFullyPromoted, type Observation } from "../observation/observe";
import { isInitial } from "./initial";
import { missingShare } from "./evaluatePause";
import type { Failure } from "./types";
import { isProvenBySamples } from "./unwatched";
import type { Analysis } from "../observation/analysis";
import { isObservable } from "../observation/steps";

/** Findings about what only the steps can show: no later look at the same version resolves them. */
const lasting: readonly Finding["kind"][] = [
    "analysisEnded",
    "badAnswers",
    "countPending",
    "noAnalysisRun",
    "notJudged",
    "nothingMeasured",
    "recorded",
    "share",
    "uncounted",
    "unmeasured",
    "unmeasuredStep",
    "unobserved",
    "unseenWeight",
    "unshownWeight",
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
    const { previous } = history;
    return isWatchedFromTheStart(o, history) || !isSameVersion(o, previous)
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
    if (o.podHash !== history.podHash) {
        return [{ kind: "unobserved" }];
    }
    const pauses = history.pauses.filter(({ cutShort }) => cutShort !== true);
    const found: Finding[] = [
        ...unprovenBefore(o, history),
        ...failure.findings.flatMap(waitedFor).filter(({ kind }) => lasting.includes(kind)),
        ...(isInitial(o, history) && o.replicas.available === 0
            ? [{ kind: "unavailablePods", ...o.replicas } as const]
            : []),
        ...pauses.flatMap((pause) =>
            missingShare(pause, policy).map((finding) =>
                finding.kind === "countPending" ? { ...finding, weight: pause.weight } : finding,
            ),
        ),
        // The steps that are left run without this gate.
        ...(isFullyPromoted(o) && isWatched(o, history) ? [] : [{ kind: "unobserved" } as const]),
    ];
    return [...new Map(found.map((finding) => [JSON.stringify(finding), finding])).values()];
}

/** Returns the findings that a gate still waited for at its timeout, instead of the wait. */
function waitedFor(finding: Finding): readonly Finding[] {
    return finding.kind === "waiting" && "findings" in finding.reason ? finding.reason.findings : [finding];
}

/**
 * True when this gate saw a pause or an analysis of the version, saw it go from another version to its end, or has
 * proven its steps by the samples of their time.
 */
export function isWatched(o: Observation, history: RolloutHistory): boolean {
    const { watched, joinedStep, gap, podHashBefore } = history;
    if (isProvenBySamples(o, history)) {
        return true;
    }
    return watched
        ? joinedStep === 0 || o.steps.slice(joinedStep).some(isObservable)
        : !gap && podHashBefore !== undefined && podHashBefore !== o.podHash;
}

/** True when this run has proven what an earlier one could not. */
function isProven(finding: Finding, o: Observation, history: RolloutHistory): boolean {
    switch (finding.kind) {
        case "unobserved":
            return isWatched(o, history);
        case "unseenWeight":
            return history.weights.some(({ weight }) => weight === finding.weight);
        case "share":
        case "uncounted":
        case "countPending":
        case "unshownWeight":
            return history.pauses.some(
                ({ weight, shareResult }) => weight === finding.weight && shareResult?.kind === "within",
            );
        case "unmeasured":
            return o.analyses.some(({ metrics }) =>
                metrics.some(({ name, goodCount }) => name === finding.metric && goodCount > 0),
            );
        case "notJudged":
            return (
                history.judgement !== undefined &&
                !notJudged(history.judgement).some((one) => one.kind === "notJudged" && one.signal === finding.signal)
            );
        case "nothingMeasured":
            return isSuccessful(o, "Background");
        case "unavailablePods":
            return o.replicas.available >= o.replicas.desired;
        case "noAnalysisRun":
        case "unmeasuredStep":
            return finding.stepIndex === undefined
                ? isSuccessful(o, "Background")
                : isSuccessful(o, "Step", finding.stepIndex);
        case "analysisEnded":
            return !o.analyses.some(({ name, phase }) => name === finding.name && phase === finding.phase);
        default:
            return false;
    }
}

function isSuccessful({ analyses }: Observation, kind: Analysis["kind"], stepIndex?: number): boolean {
    return analyses.some(
        (run) =>
            run.kind === kind && run.phase === "Successful" && (stepIndex === undefined || run.stepIndex === stepIndex),
    );
}
