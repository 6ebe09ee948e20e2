import { isCompleted, isDecidedOn, seenAnalyses } from "../observation/analysis";
import type { Decision } from "./types";
import type { Memory } from "../history/history";
import { isStepPause, type Observation } from "../observation/observe";
import { dueAt, endsAt, settleMs, unjudged, type Pause } from "../history/pauses";
import { everyMetric } from "../model/outcome";
import type { GatePolicy, Patience } from "../model/policy";
import { abort } from "./writes";
import { shareInWords } from "../traffic/share";
import { misrouted } from "../observation/routedWeight";

/** Time between two looks at the requests of a pause. */
const againMs = 2_000;

/** An open-ended pause's share may be wrong this long from its beginning: nginx may get the weight and pods late. */
const wrongShareMs = 30_000;

/**
 * What the shares of requests in this gate's pauses call for: a measurement, an abort, or nothing.
 *
 * A timed pause is judged once, shortly before its end; an open-ended one until it has enough requests.
 */
export function judgeShares(memory: Memory, policy: GatePolicy, patience: Patience, now: number): Decision | undefined {
    const bad = memory.pauses.map((pause) => refusal(pause, policy, patience, now)).find((text) => text !== undefined);
    if (bad !== undefined) {
        return abort("NotProven", [bad]);
    }
    const pause = policy.requestsMetric === "" ? undefined : unjudged(memory);
    if (pause === undefined || now < dueAt(pause, patience) || now < (pause.measuredAt ?? 0) + againMs) {
        return undefined;
    }
    const from = pause.startedAt + settleMs;
    // Its end may not have been heard yet.
    const end = pause.endedAt ?? Math.min(now, endsAt(pause));
    return { kind: "measure", stepIndex: pause.stepIndex, from, until: Math.max(from, end) };
}

/** Whether a share was measured and wrong, and not only missing. */
export function isRefuted({ pauses }: Memory): boolean {
    return pauses.some((pause) => pause.verdict?.kind === "outside" && isFinal(pause));
}

/** Whether a wrong share counts. */
function isFinal({ seconds, startedAt, measuredAt = 0 }: Pause): boolean {
    return seconds !== undefined || measuredAt >= startedAt + wrongShareMs;
}

/** Why a pause's share refutes the rollout; undefined where it does not, or not yet. */
function refusal(pause: Pause, policy: GatePolicy, patience: Patience, now: number): string | undefined {
    const { verdict } = pause;
    if (verdict === undefined || verdict.kind === "within") {
        return undefined;
    }
    // What somebody has cut short need not be proven, but it can still be refuted.
    if (pause.cutShort === true && verdict.kind !== "outside") {
        return undefined;
    }
    // An open-ended pause has all the time until the gate's own deadline.
    const open = pause.seconds === undefined && pause.endedAt === undefined;
    if (verdict.kind === "unknown") {
        const silent = !open && now >= verdict.since + (verdict.unasked ? patience.unaskedMs : patience.measureMs);
        return silent
            ? `the requests at weight ${String(pause.weight)} could not be counted: ${verdict.why}`
            : undefined;
    }
    if (verdict.kind === "tooFew" && (open || policy.onTooFewRequests === "note")) {
        return undefined;
    }
    if (verdict.kind === "outside" && !isFinal(pause)) {
        return undefined;
    }
    return shareInWords(verdict, pause.weight);
}

/** What a pause calls for: promotion, patience or failure. Undefined when the rollout is in none. */
export function judgePause(
    o: Observation,
    memory: Memory,
    policy: GatePolicy,
    patience: Patience,
    now: number,
): Decision | undefined {
    if (!isStepPause(o)) {
        return undefined;
    }
    const step = o.steps[o.stepIndex];
    const pause = memory.pauses.find(({ stepIndex }) => stepIndex === o.stepIndex);
    const unmeasured = isLastPause(o) ? unmeasuredMetrics(o, memory) : [];
    if (step?.openEnded !== true) {
        const due = pause !== undefined && now >= dueAt(pause, patience);
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
        ...(o.weight === undefined ? [] : missingProof(pause, policy)),
        ...misrouted(o),
        ...missingMeasurements(o, policy),
        ...unmeasured.map((metric) => `${metric} is still to be measured before the last weight`),
    ];
    if (missing.length > 0) {
        return { kind: "wait", reason: `the pause is promoted once everything is proven: ${missing.join("; ")}` };
    }
    return { kind: "write", write: { kind: "promote", why: "everything is proven", by: "pause" } };
}

function missingProof(pause: Pause | undefined, policy: GatePolicy): string[] {
    if (policy.requestsMetric === "") {
        return [];
    }
    const { verdict } = pause ?? {};
    if (pause === undefined || verdict === undefined) {
        return ["the versions' requests are not counted yet"];
    }
    if (verdict.kind === "unknown") {
        return [verdict.why];
    }
    const judged = verdict.kind === "within" || (verdict.kind === "tooFew" && policy.onTooFewRequests === "note");
    return judged ? [] : [shareInWords(verdict, pause.weight)];
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
function unmeasuredMetrics(o: Observation, memory: Memory): string[] {
    const runs = seenAnalyses(o.analyses, memory.analyses);
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
    const missing = missingSteps({ ...o, analyses: runs }, memory.joinedStep, o.stepIndex);
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
