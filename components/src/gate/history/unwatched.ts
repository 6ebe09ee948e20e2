import type { JudgeInputs } from "../model/judgeInputs";
import { beforeEndMs, eventMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import type { ReviewProblem } from "../model/reviewProblem";
import type { Observation } from "../observation/observe";
import { weightAt } from "../observation/routedWeight";
import { isPause, type StepTimes } from "../observation/stepTimes";
import type { Pause } from "./pauses";

/** The pauses that ran before a gate watched, and the time whose answers are judged; in milliseconds. */
export interface UnwatchedSteps {
    readonly kind: "known";
    readonly pauses: readonly Pause[];
    /** The begin of the revision: earlier samples are those of another one. */
    readonly startedAt: number;
    /** The time from which the new version's answers count: its first weight above 0, and the judge's warm-up. */
    readonly judgedFrom: number;
    /** The end of the last pause. */
    readonly until: number;
    /** The latest times at which the weight may have changed. */
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

/** Returns the pauses of a rollout whose steps are over, or the reason why their times are not certain. */
export function unwatchedSteps(
    o: Observation,
    { startedAt, endedAt, weightsAt }: StepTimes,
    { warmupSeconds = 0 }: JudgeInputs,
): UnwatchedSteps | ReviewProblem {
    const { steps } = o;
    const beganAt = (index: number) => endedAt[index - 1] ?? startedAt;
    const indexes = [...steps.keys()].filter((index) => isPause(steps[index] ?? {}));
    // The controller writes the weight of a pause before the pause begins, and the next one after its end.
    const unclear = indexes.find((index) =>
        weightsAt.some((at) => at > beganAt(index) && at < (endedAt[index] ?? beganAt(index))),
    );
    if (unclear !== undefined) {
        return { kind: "unclearStep", step: unclear + 1, steps: steps.length };
    }
    const pauses = indexes.map((stepIndex): Pause => {
        const began = beganAt(stepIndex) + eventMs;
        return {
            stepIndex,
            weight: weightAt(o, stepIndex),
            startedAt: began,
            clusterStartedAt: began,
            endedAt: Math.max(began, (endedAt[stepIndex] ?? 0) - beforeEndMs),
            seconds: steps[stepIndex]?.pauseSeconds,
        };
    });
    const firstWeight = steps.findIndex(({ percent = 0 }) => percent > 0);
    return {
        kind: "known",
        pauses,
        startedAt,
        judgedFrom: (endedAt[firstWeight] ?? startedAt) + warmupSeconds * 1000,
        until: endedAt[indexes.at(-1) ?? 0] ?? startedAt,
        weightsAt: steps.flatMap(({ percent }, index) => (percent === undefined ? [] : (endedAt[index] ?? []))),
    };
}

/** True for a weight at which both versions get requests. */
function isShared(weight: number): boolean {
    return weight > 0 && weight < 100;
}
