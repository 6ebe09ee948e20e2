import type { JudgeInputs } from "../model/judgeInputs";
import { beforeEndMs, eventMs, settleMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import type { ReviewProblem } from "../model/reviewProblem";
import type { Observation } from "../observation/observe";
import { weightAt } from "../observation/routedWeight";
import { isPause } from "../observation/steps";
import type { StepTimes } from "../observation/stepTimes";
import { pauseRouting, type Pause } from "./pauses";

/** The pauses that ran before a gate watched, and the time whose answers are judged; in milliseconds. */
export interface UnwatchedSteps {
    readonly kind: "known";
    readonly pauses: readonly Pause[];
    /** The begin of the revision: earlier samples are those of another one. */
    readonly startedAt: number;
    /** The time from which the new version's answers count: its first weight, and the judge's warm-up. */
    readonly judgedFrom: number;
    /** The end of the last pause. */
    readonly until: number;
    /** The latest times at which the steps may have changed the weight, ascending. */
    readonly weightsAt: readonly number[];
}

/** Returns why no samples can prove the steps of a rollout under this policy; undefined if they may. */
export function unprovable(o: Observation, { requestsMetric, judge }: GatePolicy): ReviewProblem | undefined {
    const { steps, weight } = o;
    if (requestsMetric === "") {
        return { kind: "noRequestsMetric" };
    }
    if (judge === undefined) {
        return { kind: "judgeOff" };
    }
    if (weight === undefined) {
        return { kind: "notRouted" };
    }
    const paused = steps.flatMap((step, index) => (isPause(step) ? weightAt(o, index) : []));
    const declared = steps.flatMap(({ percent }) => percent ?? []);
    const missing = declared.find((one) => isShared(one) && !paused.includes(one));
    const noPause = missing ?? (paused.some(isShared) ? undefined : (declared.at(-1) ?? 0));
    return noPause === undefined ? undefined : { kind: "noPause", weight: noPause };
}

/**
 * Returns the pauses of a rollout whose steps are over, or the reason why their times are not certain. Each is the time
 * in which it ran for certain: from the latest end of the step before it to its own earliest end.
 */
export function unwatchedSteps(
    o: Observation,
    { startedAt, endedAt, weightsAt }: StepTimes,
    { warmupSeconds = 0 }: JudgeInputs,
): UnwatchedSteps | ReviewProblem {
    const { steps } = o;
    const pauses: Pause[] = [];
    for (const [stepIndex, { earliest, latest }] of endedAt.entries()) {
        if (!isPause(steps[stepIndex] ?? {})) {
            continue;
        }
        const before = endedAt[stepIndex - 1] ?? startedAt;
        const position = { step: stepIndex + 1, steps: steps.length };
        const known = latest - earliest <= eventMs && before.latest - before.earliest <= eventMs;
        if (!known && earliest - before.latest < (o.routing?.propagationMs ?? settleMs) + beforeEndMs) {
            return { kind: "noStepEvent", ...position };
        }
        // The controller writes the weight of a pause before the pause begins, and the next one after its end.
        if (weightsAt.some((at) => at >= before.latest && at < earliest)) {
            return { kind: "unclearStep", ...position };
        }
        pauses.push({
            stepIndex,
            weight: weightAt(o, stepIndex),
            startedAt: before.latest,
            clusterStartedAt: before.latest,
            endedAt: Math.max(before.latest, earliest - beforeEndMs),
            seconds: steps[stepIndex]?.pauseSeconds,
            ...pauseRouting(o),
        });
    }
    const firstWeight = steps.findIndex(({ percent = 0 }) => percent > 0);
    // Before the first weight only tests ask the new version, and pods that start may answer badly.
    const unrouted = endedAt[firstWeight - 1] ?? startedAt;
    const serving = endedAt[firstWeight] ?? startedAt;
    return {
        kind: "known",
        pauses,
        startedAt: startedAt.earliest,
        judgedFrom: warmupSeconds === 0 ? unrouted.earliest : serving.latest + warmupSeconds * 1000,
        until: endedAt.at(-1)?.latest ?? startedAt.latest,
        weightsAt: steps.flatMap(({ percent }, index) => (percent === undefined ? [] : (endedAt[index]?.latest ?? []))),
    };
}

/** True for a weight at which both versions get requests. */
function isShared(weight: number): boolean {
    return weight > 0 && weight < 100;
}
