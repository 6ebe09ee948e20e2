import { isCompleted, isDecidedOn, seenAnalyses } from "../observation/analysis";
import type { Decision } from "./types";
import type { RolloutHistory } from "../history/history";
import { isStepPause, type Observation } from "../observation/observe";
import { shareDueAt, endsAt, pauseToMeasure, type Pause } from "../history/pauses";
import { settleMs, type GracePeriods, recountMs, wrongShareMs } from "../model/gracePeriods";
import { everyMetric } from "../model/outcome";
import type { GatePolicy } from "../model/inputs";
import { abort } from "./writes";
import { shareInWords } from "../traffic/share";
import { misrouted } from "../observation/routedWeight";

/**
 * What the shares of requests in this gate's pauses call for: a measurement, an abort, or nothing.
 *
 * A timed pause is evaluated once, shortly before its end; an open-ended one until it has enough requests.
 */
export function evaluateShares(
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision | undefined {
    const bad = history.pauses
        .map((pause) => shareFault(pause, policy, gracePeriods, now))
        .find((text) => text !== undefined);
    if (bad !== undefined) {
        return abort("NotProven", [bad]);
    }
    const pause = policy.requestsMetric === "" ? undefined : pauseToMeasure(history);
    if (pause === undefined || now < shareDueAt(pause, gracePeriods) || now < (pause.measuredAt ?? 0) + recountMs) {
        return undefined;
    }
    const from = pause.startedAt + settleMs;
    // Its end may not have been heard yet.
    const end = pause.endedAt ?? Math.min(now, endsAt(pause));
    return { kind: "measure", stepIndex: pause.stepIndex, from, until: Math.max(from, end) };
}

/** Whether a share was measured and wrong, and not only missing. */
export function isDisproved({ pauses }: RolloutHistory): boolean {
    return pauses.some((pause) => pause.shareResult?.kind === "outside" && isFinal(pause));
}

/** Whether a wrong share counts. */
function isFinal({ seconds, startedAt, measuredAt = 0 }: Pause): boolean {
    return seconds !== undefined || measuredAt >= startedAt + wrongShareMs;
}

/** Why a pause's share disproves the rollout; undefined where it does not, or not yet. */
function shareFault(pause: Pause, policy: GatePolicy, gracePeriods: GracePeriods, now: number): string | undefined {
    const { shareResult } = pause;
    if (shareResult === undefined || shareResult.kind === "within") {
        return undefined;
    }
    // What somebody has cut short need not be verified, but it can still be disproved.
    if (pause.cutShort === true && shareResult.kind !== "outside") {
        return undefined;
    }
    // An open-ended pause has all the time until the gate's own deadline.
    const open = pause.seconds === undefined && pause.endedAt === undefined;
    if (shareResult.kind === "unknown") {
        const silent =
            !open && now >= shareResult.since + (shareResult.unasked ? gracePeriods.unaskedMs : gracePeriods.measureMs);
        return silent
            ? `the requests at weight ${String(pause.weight)} could not be counted: ${shareResult.why}`
            : undefined;
    }
    if (shareResult.kind === "tooFew" && (open || policy.onTooFewRequests === "note")) {
        return undefined;
    }
    if (shareResult.kind === "outside" && !isFinal(pause)) {
        return undefined;
    }
    return shareInWords(shareResult, pause.weight);
}

/** What a pause calls for: promotion, patience or failure. Undefined when the rollout is in none. */
export function evaluatePause(
    o: Observation,
    history: RolloutHistory,
    policy: GatePolicy,
    gracePeriods: GracePeriods,
    now: number,
): Decision | undefined {
    if (!isStepPause(o)) {
        return undefined;
    }
    const step = o.steps[o.stepIndex];
    const pause = history.pauses.find(({ stepIndex }) => stepIndex === o.stepIndex);
    const unmeasured = isLastPause(o) ? unmeasuredMetrics(o, history) : [];
    if (step?.openEnded !== true) {
        const due = pause !== undefined && now >= shareDueAt(pause, gracePeriods);
        return due && unmeasured.length > 0
            ? abort("Unmeasured", unmeasured)
            : { kind: "wait", reason: "the rollout is paused for the time that its step says" };
    }
    if (policy.onPause === "fail") {
        return { kind: "fail", code: "Paused", outcome: "Unproven", details: [] };
    }
    if (policy.onPause === "wait") {
        const note = `paused until somebody promotes it: kubectl argo rollouts promote ${o.name} -n ${o.namespace}`;
        return { kind: "wait", reason: "the rollout is paused until somebody promotes it", note };
    }
    const missing = [
        ...(o.weight === undefined ? [] : missingShare(pause, policy)),
        ...misrouted(o),
        ...missingMeasurements(o, policy),
        ...unmeasured.map((metric) => `${metric} is still to be measured before the last weight`),
    ];
    if (missing.length > 0) {
        return { kind: "wait", reason: `the pause is promoted once everything is proven: ${missing.join("; ")}` };
    }
    return { kind: "write", write: { kind: "promote", why: "everything is proven", by: "pause" } };
}

function missingShare(pause: Pause | undefined, policy: GatePolicy): string[] {
    if (policy.requestsMetric === "") {
        return [];
    }
    const { shareResult } = pause ?? {};
    if (pause === undefined || shareResult === undefined) {
        return ["the versions' requests are not counted yet"];
    }
    if (shareResult.kind === "unknown") {
        return [shareResult.why];
    }
    const judged =
        shareResult.kind === "within" || (shareResult.kind === "tooFew" && policy.onTooFewRequests === "note");
    return judged ? [] : [shareInWords(shareResult, pause.weight)];
}

/** What the analysis still owes since the pause began, by the cluster's clock. */
function missingMeasurements(o: Observation, { minMeasurements }: GatePolicy): string[] {
    if (o.analysisDue && !o.analyses.some(({ kind }) => kind === "Background")) {
        return ["the AnalysisRun is not there yet"];
    }
    // The run of an aborted try is there until the controller starts another, which it does at the run's own step.
    const ours = o.analyses.filter(({ kind, stepIndex = 0 }) =>
        kind === "Background" ? o.analysisDue : kind !== "Step" || stepIndex <= o.stepIndex,
    );
    const bad = ours.filter(
        (run) => isCompleted(run.phase) && run.phase !== "Successful" && !isDecidedOn(run, o.stepIndex),
    );
    if (bad.length > 0) {
        return bad.map(({ name, phase }) => `AnalysisRun ${name} is ${phase}`);
    }
    const running = o.analyses.filter(({ phase }) => !isCompleted(phase));
    return running.flatMap((analysis) =>
        analysis.metrics.flatMap((metric) => {
            const good = metric.measurements.filter(
                ({ phase, finishedAt }) => phase === "Successful" && Date.parse(finishedAt) >= (o.pauseStartedAt ?? 0),
            ).length;
            return metric.dryRun || isCompleted(metric.phase) || good >= minMeasurements
                ? []
                : [
                      `${metric.name} has ${String(good)} of ${String(minMeasurements)} good measurements since the pause began`,
                  ];
        }),
    );
}

/** Whether no pause is left between this one and the last weight. */
function isLastPause(o: Observation): boolean {
    const lastWeight = o.steps.findLastIndex((step) => step.percent !== undefined);
    const end = o.stepIndex < lastWeight ? lastWeight : o.steps.length;
    const between = o.steps.slice(o.stepIndex + 1, end);
    return !between.some((step) => step.pauseSeconds !== undefined || step.openEnded === true);
}

/** The metrics that nobody has measured yet: an AnalysisRun that ends like that counts as Successful for Argo. */
function unmeasuredMetrics(o: Observation, history: RolloutHistory): string[] {
    const runs = seenAnalyses(o.analyses, history.analyses);
    if (o.analysisDue && !runs.some(({ kind }) => kind === "Background")) {
        return [everyMetric];
    }
    const due = runs.filter(
        (run) =>
            run.kind === "Background" ||
            (run.kind === "Step" && (run.stepIndex ?? 0) < o.stepIndex && !isDecidedOn(run, o.stepIndex)),
    );
    const metrics = due.flatMap((run) =>
        run.metrics.filter(({ measuredCount, dryRun }) => measuredCount === 0 && !dryRun),
    );
    const missing = missingSteps({ ...o, analyses: runs }, history.joinedStep, o.stepIndex);
    return [
        ...new Set(metrics.map(({ name }) => name)),
        ...missing.map((index) => `the analysis of step ${String(index)}`),
    ];
}

/** The steps from one up to another that are analyses, and that have no AnalysisRun: somebody has promoted past them. */
export function missingSteps({ steps, analyses }: Observation, from: number, to: number): number[] {
    return [...steps.keys()].filter(
        (index) =>
            index >= from &&
            index < to &&
            steps[index]?.analysis === true &&
            !analyses.some(({ kind, stepIndex }) => kind === "Step" && stepIndex === index),
    );
}
