import type { DetectableFaults, Signal } from "../model/answers";
import type { Finding } from "../model/finding";
import type { JudgeInputs } from "../model/judgeInputs";
import { leastDetectable, type AnswersOfStep, type Certainty } from "./detectable";
import { judgedSignals, policyOf } from "./judge";

/** A pause of known length; the weight in percent, above 0 and below 100. */
export interface PlannedPause {
    readonly weight: number;
    readonly seconds: number;
}

/** The least faults that the pauses of a rollout will show, each and all together, next to a stable version without any. */
export interface Forecast {
    readonly requestsPerSecond: number;
    readonly pauses: readonly { readonly weight: number; readonly least: DetectableFaults }[];
    readonly together: DetectableFaults;
}

/** Returns the forecast of these pauses at a rate of requests to both versions together. */
export function forecastOf(pauses: readonly PlannedPause[], requestsPerSecond: number, judge: JudgeInputs): Forecast {
    const steps = pauses.map(({ weight, seconds }) => {
        const all = requestsPerSecond * seconds;
        return { new: (all * weight) / 100, stable: all * (1 - weight / 100) };
    });
    const noFaults = { errors: 0, latency: 0 };
    return {
        requestsPerSecond,
        pauses: pauses.map(({ weight }, index) => ({
            weight,
            least: detectableFaults(steps.slice(index, index + 1), noFaults, judge, "expected"),
        })),
        together: detectableFaults(steps, noFaults, judge, "expected"),
    };
}

/** Returns the least faults that are rejected after the answers of these steps; see {@link leastDetectable}. */
export function detectableFaults(
    steps: readonly AnswersOfStep[],
    base: Readonly<Record<Signal, number>>,
    judge: JudgeInputs,
    certainty: Certainty,
): DetectableFaults {
    return Object.fromEntries(
        judgedSignals(judge).flatMap((signal) => {
            const least = leastDetectable(steps, base[signal], policyOf(signal, judge), certainty);
            return least === undefined ? [] : [[signal, least]];
        }),
    );
}

/** Returns the signals whose threshold is below every fault that the rollout will show. */
export function lowPower({ requestsPerSecond, together }: Forecast, judge: JudgeInputs): Finding[] {
    return judgedSignals(judge).flatMap((signal): Finding[] => {
        const { threshold } = policyOf(signal, judge);
        const least = together[signal];
        return (least ?? Infinity) <= threshold
            ? []
            : [
                  {
                      kind: "lowPower",
                      signal,
                      threshold,
                      requestsPerSecond,
                      ...(least !== undefined && { least }),
                      ...(signal === "latency" && { bound: judge.latencyBound }),
                  },
              ];
    });
}
