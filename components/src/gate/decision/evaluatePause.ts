import type { RolloutHistory } from "../history/history";
import { countedInterval, needsShare, pauseToMeasure, shareDueAt, type Pause } from "../history/pauses";
import type { Finding, Unmeasured } from "../model/finding";
import { recountMs, wrongShareMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import { isCompleted, isDecidedOn, seenAnalyses, unmeasuredMetrics } from "../observation/analysis";
import { isStepPause, type Observation } from "../observation/observe";
import { lacksCanaryPod, misrouted } from "../observation/routedWeight";
import { isPause } from "../observation/steps";
import type { ObservedSituation, Situation } from "./situation";
import { unjudged } from "./evaluateJudgement";
import { abort, fail, wait, type Decision } from "./types";
import { missingSteps } from "./missingRuns";

/**
 * Evaluates the shares of requests in this gate's pauses: a measurement, an abort, or nothing.
 *
 * A timed pause is evaluated once, shortly before its end; an open-ended one until it has enough requests.
 */
export function evaluateShares(situation: Situation): Decision | undefined {
    const { history, policy, gracePeriods, now } = situation;
    const bad = history.pauses.map((pause) => shareFault(pause, situation)).find((finding) => finding !== undefined);
    if (bad !== undefined) {
        return abort("NotProven", [bad]);
    }
    const pause = policy.requestsMetric === "" ? undefined : pauseToMeasure(history);
    const least = pause && policy.pauseSeconds[pause.stepIndex];
    if (
        pause === undefined ||
        now < shareDueAt(pause, gracePeriods, least) ||
        now < (pause.measuredAt ?? 0) + recountMs
    ) {
        return undefined;
    }
    return { kind: "measure", stepIndex: pause.stepIndex, ...countedInterval(pause, now) };
}

/** True when a share was measured and is wrong, not only missing, and the policy does not only note it. */
export function isDisproved({ pauses }: RolloutHistory, policy: GatePolicy): boolean {
    return pauses.some(
        (pause) => pause.shareResult?.kind === "outside" && isFinal(pause) && !isWrongNoted(pause, policy),
    );
}

/** True when a wrong share counts: in an open-ended pause not at first. */
export function isFinal({ seconds, startedAt, applied, measuredAt = 0 }: Pause): boolean {
    return seconds !== undefined || measuredAt >= (applied?.since ?? startedAt) + wrongShareMs;
}

/** Returns the finding by which a pause's share disproves the rollout; undefined if it does not, or not yet. */
function shareFault(pause: Pause, { policy, gracePeriods, now }: Situation): Finding | undefined {
    const { shareResult, weight } = pause;
    const unshown = unshownWeight(pause, policy);
    if (unshown !== undefined) {
        return pause.cutShort !== true && now >= shareDueAt(pause, gracePeriods) ? unshown : undefined;
    }
    if (shareResult === undefined || shareResult.kind === "within") {
        return undefined;
    }
    // A pause that was cut short need not be verified, but it can still be disproved.
    if (pause.cutShort === true && shareResult.kind !== "outside") {
        return undefined;
    }
    // An open-ended pause has all the time until the gate's own deadline.
    const open = pause.seconds === undefined && pause.endedAt === undefined;
    if (shareResult.kind === "unknown") {
        const { problem, since, unasked } = shareResult;
        const silent = !open && now >= since + (unasked ? gracePeriods.unaskedMs : gracePeriods.measureMs);
        return silent ? { kind: "uncounted", weight, problem } : undefined;
    }
    if (shareResult.kind === "tooFew" && (open || isTooFewNoted(pause, policy))) {
        return undefined;
    }
    if (shareResult.kind === "outside" && (isWrongNoted(pause, policy) || !isFinal(pause))) {
        return undefined;
    }
    return { kind: "share", weight, share: shareResult };
}

/** Evaluates a pause: promotion, waiting or failure. Undefined if the rollout is in none. */
export function evaluatePause(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy, gracePeriods, now } = situation;
    if (!isStepPause(o)) {
        return undefined;
    }
    const step = o.steps[o.stepIndex];
    const pause = history.pauses.find(({ stepIndex }) => stepIndex === o.stepIndex);
    const unmeasured = isLastPause(o) ? unmeasuredOf(o, history) : [];
    const notJudged = isLastPause(o) ? unjudged(situation) : [];
    if (step?.openEnded !== true) {
        const due = pause !== undefined && now >= shareDueAt(pause, gracePeriods);
        if (due && unmeasured.length > 0) {
            return abort("Unmeasured", unmeasured);
        }
        return due && notJudged.length > 0 ? abort("NotProven", notJudged) : waitInPause(situation);
    }
    const leastSeconds = policy.pauseSeconds[o.stepIndex];
    if (leastSeconds === undefined && policy.onPause === "fail") {
        return fail("Paused");
    }
    if (leastSeconds === undefined && policy.onPause === "wait") {
        return wait({ kind: "openEndedPause" });
    }
    const startedAt = pause?.startedAt ?? o.pauseStartedAt ?? now;
    if (now < startedAt + (leastSeconds ?? 0) * 1000) {
        return waitInPause(situation);
    }
    const findings: Finding[] = [
        ...(lacksCanaryPod(o) ? [noCanaryPod(situation)] : []),
        ...(o.weight === undefined ? [] : missingShare(pause, policy)),
        ...misrouted(o),
        ...missingMeasurements(o, policy),
        ...unmeasured.map((of) => ({ kind: "measurementPending", of }) as const),
        ...notJudged,
    ];
    return findings.length > 0
        ? wait({ kind: "unverifiedPause", findings })
        : { kind: "write", write: { kind: "promote", by: "pause" } };
}

function waitInPause(situation: ObservedSituation): Decision {
    return lacksCanaryPod(situation.observation)
        ? wait({ kind: "interrupted", findings: [noCanaryPod(situation)] })
        : wait({ kind: "timedPause" });
}

/** Returns the finding about a canary without an available pod. */
export function noCanaryPod({ history, now }: Situation): Finding {
    return { kind: "noCanaryPod", seconds: Math.round((now - (history.since.noCanaryPod ?? now)) / 1000) };
}

/** Returns what a pause's share still lacks to be verified. */
export function missingShare(pause: Pause | undefined, policy: GatePolicy): Finding[] {
    const unshown = pause && unshownWeight(pause, policy);
    if (unshown !== undefined) {
        return [unshown];
    }
    if (policy.requestsMetric === "" || pause?.routing?.sticky !== undefined) {
        return [];
    }
    const { shareResult } = pause ?? {};
    if (pause === undefined || shareResult === undefined) {
        return [{ kind: "countPending" }];
    }
    if (shareResult.kind === "unknown") {
        return [{ kind: "countPending", problem: shareResult.problem }];
    }
    const good = shareResult.kind === "within" || isNoted(shareResult.kind, pause, policy);
    return good ? [] : [{ kind: "share", weight: pause.weight, share: shareResult }];
}

/** Returns the finding about a weight that only the requests show, where they are not counted. */
function unshownWeight(pause: Pause, { requestsMetric }: GatePolicy): Finding | undefined {
    const sticky = pause.routing?.sticky;
    const counted = requestsMetric !== "" && sticky === undefined;
    return counted || !needsShare(pause)
        ? undefined
        : { kind: "unshownWeight", weight: pause.weight, ...(sticky && { sticky }) };
}

/** True when the policy only notes such a share. A wrong one may still become right until it counts. */
function isNoted(kind: "outside" | "tooFew", pause: Pause, policy: GatePolicy): boolean {
    return kind === "tooFew"
        ? isTooFewNoted(pause, policy)
        : isWrongNoted(pause, policy) && (pause.endedAt !== undefined || isFinal(pause));
}

function isWrongNoted(pause: Pause, { onWrongShare }: GatePolicy): boolean {
    return onWrongShare === "note" && !needsShare(pause);
}

function isTooFewNoted(pause: Pause, { onTooFewRequests }: GatePolicy): boolean {
    return onTooFewRequests === "note" && !needsShare(pause);
}

/** Returns the measurements that the analysis still lacks since the pause began, by the cluster's clock. */
function missingMeasurements(o: Observation, { minMeasurements: required }: GatePolicy): Finding[] {
    if (o.analysisDue && !o.analyses.some(({ kind }) => kind === "Background")) {
        return [{ kind: "noAnalysisRun" }];
    }
    // The run of an aborted attempt remains until the controller starts another, at the step of the analysis.
    const ours = o.analyses.filter(({ kind, stepIndex = 0 }) =>
        kind === "Background" ? o.analysisDue : kind !== "Step" || stepIndex <= o.stepIndex,
    );
    const bad = ours.filter(
        (run) => isCompleted(run.phase) && run.phase !== "Successful" && !isDecidedOn(run, o.stepIndex),
    );
    if (bad.length > 0) {
        return bad.map(({ name, phase }) => ({ kind: "analysisEnded", name, phase }));
    }
    const running = o.analyses.filter(({ phase }) => !isCompleted(phase));
    return running.flatMap((analysis) =>
        analysis.metrics.flatMap((metric): Finding[] => {
            const good = metric.measurements.filter(
                ({ phase, finishedAt }) => phase === "Successful" && Date.parse(finishedAt) >= (o.pauseStartedAt ?? 0),
            ).length;
            return metric.dryRun || isCompleted(metric.phase) || good >= required
                ? []
                : [{ kind: "fewMeasurements", metric: metric.name, good, required }];
        }),
    );
}

/** True when no pause is left between this one and the last weight. */
function isLastPause(o: Observation): boolean {
    const lastWeight = o.steps.findLastIndex((step) => step.percent !== undefined);
    const end = o.stepIndex < lastWeight ? lastWeight : o.steps.length;
    const between = o.steps.slice(o.stepIndex + 1, end);
    return !between.some(isPause);
}

/** Returns the analyses without a measurement: Argo counts an AnalysisRun that ends without one as Successful. */
function unmeasuredOf(o: Observation, history: RolloutHistory): Unmeasured[] {
    const runs = seenAnalyses(o.analyses, history.analyses);
    if (o.analysisDue && !runs.some(({ kind }) => kind === "Background")) {
        return [{ kind: "nothingMeasured" }];
    }
    const due = runs.filter(
        (run) =>
            run.kind === "Background" ||
            (run.kind === "Step" && (run.stepIndex ?? 0) < o.stepIndex && !isDecidedOn(run, o.stepIndex)),
    );
    const missing = missingSteps({ ...o, analyses: runs }, history.joinedStep, o.stepIndex);
    return [...unmeasuredMetrics(due), ...missing.map((stepIndex) => ({ kind: "unmeasuredStep", stepIndex }) as const)];
}
