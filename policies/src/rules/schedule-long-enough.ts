import { numberOf, secondsOf } from "../model/numbers";
import { analysesOf, resolve } from "../model/resolvedAnalyses";
import { defaultErrorLimit, flatMapCanaries, measuredSecondsOf, type TemplateMetric } from "../model/rollouts";
import { rule } from "../model/rule";
import { flatMapKnown, at } from "../model/value";

/** Seconds between two attempts of a failed query (fixed in Argo Rollouts). */
const errorRetrySeconds = 10;

export default rule({
    name: "schedule-long-enough",
    description: "The pauses under analysis are long enough for each of its metrics to fail.",
    why:
        "An analysis that ends with the rollout, before its metrics could have failed, counts as successful, even " +
        "for a bad version.",
    fix: "lengthen the pauses after startingStep, or lower initialDelay, interval, failureLimit or consecutiveErrorLimit",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapCanaries(stack, (object, canary) => {
            const analysis = analysesOf(object).find(({ background }) => background);
            if (analysis === undefined) {
                return [];
            }
            const startingStep = numberOf(at(analysis.body, "startingStep")) ?? 0;
            const paused = measuredSecondsOf(canary, startingStep);
            return flatMapKnown(resolve(stack, object, analysis).metrics, (metric) => {
                const needed = failingSeconds(metric);
                const found =
                    `pauses for ${paused} s at weights above 0 from step ${startingStep} on, must pause for at least ${needed} s, which metric ` +
                    `${metric.name} takes to fail (initialDelay, and the longer of failureLimit x interval and ` +
                    `consecutiveErrorLimit x ${errorRetrySeconds} s)`;
                return needed <= paused ? [] : [{ object, found }];
            });
        });
    },
});

function failingSeconds({ body }: TemplateMetric): number {
    const failing = (numberOf(body["failureLimit"]) ?? 0) * (secondsOf(body["interval"]) ?? 0);
    const erring = (numberOf(body["consecutiveErrorLimit"]) ?? defaultErrorLimit) * errorRetrySeconds;
    return (secondsOf(body["initialDelay"]) ?? 0) + Math.max(failing, erring);
}
