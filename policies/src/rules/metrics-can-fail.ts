import { conditionsOf, phasesOf } from "../model/condition/phases";
import { ConditionNotUnderstood } from "../model/condition/values";
import type { KubernetesObject } from "../model/objects";
import { numberOf, secondsOf } from "../model/numbers";
import { analysesOf, resolve, type RolloutAnalysis } from "../model/resolvedAnalyses";
import { canaryOf, secondsBeforeLastPause, type TemplateMetric } from "../model/rollouts";
import { rule } from "../model/rule";
import { at, fieldsAt, flatMapKnown } from "../model/value";

export default rule({
    name: "metrics-can-fail",
    description: "A bad version can fail each metric of its analyses, until the last pause begins.",
    why:
        "A metric whose limit no number of failures exceeds, whose condition every number meets, or that ends before " +
        "most of the rollout, is a measurement without a consequence: a bad version is promoted with a green analysis.",
    fix: "set failureLimit to a number from 0 and below count, remove count in the background, and write a condition that a bad version does not meet",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            const analyses = analysesOf(object);
            const found = flatMapKnown(analyses, (analysis) => {
                const { metrics } = resolve(stack, object, analysis);
                return [
                    ...flatMapKnown(metrics, (metric) => [...limitProblems(analysis, metric), ...alwaysGood(metric)]),
                    ...(analyses.length === 1 ? endsEarly(object, analysis, metrics) : []),
                ];
            });
            return [...new Set(found)].map((one) => ({ object, found: one }));
        });
    },
});

/** Returns the measurements of a metric: Infinity for a metric without an end. */
function countOf({ body }: TemplateMetric): number {
    const count = numberOf(body["count"]) ?? 0;
    return count !== 0 ? count : at(body, "interval") === undefined ? 1 : Infinity;
}

/** More measurements than a rollout has: a day of them, each 5 s. */
const mostMeasurements = 17_280;

function limitProblems({ background, endless }: RolloutAnalysis, metric: TemplateMetric): string[] {
    const failures = numberOf(metric.body["failureLimit"]) ?? 0;
    const successes = numberOf(metric.body["consecutiveSuccessLimit"]) ?? 0;
    const count = countOf(metric);
    const subject = `is evaluated by metric ${metric.name}`;
    // With a count, too few successes in a row end as a failure or as inconclusive.
    if (successes > 0 && Number.isFinite(count)) {
        return [];
    }
    if (failures < 0) {
        // The controller rejects an endless metric of a step.
        return background || endless === true
            ? [`${subject}, whose failureLimit ${failures} accepts every failure, must be at least 0`]
            : [];
    }
    return failures >= count
        ? [`${subject}, which measures ${count} times with failureLimit ${failures}, must have a limit below ${count}`]
        : [];
}

/** Results between and at the numbers of a condition, and far from them. */
function samplesOf(text: string): number[] {
    const numbers = [...text.matchAll(/\d*\.?\d+(?:e[-+]?\d+)?/gi)].map(([number]) => Number(number));
    return [0, ...numbers].flatMap((one) => [one - 1, one - 1e-6, one, one + 1e-6, one + 1, one * 1e6, one * -1e6]);
}

/** Providers whose own answer has the phase. */
const judging = ["job", "kayenta", "plugin"];

function alwaysGood(metric: TemplateMetric): string[] {
    const { name, body } = metric;
    const conditions = conditionsOf(body);
    const strings = [conditions.success, conditions.failure].filter((text) => text !== undefined);
    const provider = Object.keys(fieldsAt(body, "provider"))[0] ?? "";
    const subject = `is evaluated by metric ${name}`;
    if (strings.length === 0) {
        // That of Prometheus is of conditions-cover-no-data.
        return [...judging, "prometheus", ""].includes(provider)
            ? []
            : [
                  `${subject} of provider ${provider}, which has no condition, so that every result is good, must have one`,
              ];
    }
    // Only a query of Prometheus has a number as its result.
    if (provider !== "prometheus" && strings.some((text) => text.includes("result"))) {
        return [];
    }
    // As many inconclusive results are accepted.
    const accepted = numberOf(body["inconclusiveLimit"]) ?? 0;
    const ends = accepted < Math.min(countOf(metric), mostMeasurements);
    try {
        const samples = samplesOf(strings.join(" "));
        const results = [[], ...samples.map((one) => [one]), ...samples];
        const phases = results.map((result) => phasesOf(conditions, result));
        const bad = phases.some((one) => one.has("Failed") || (ends && one.has("Inconclusive")));
        return !bad && phases.some((one) => one.has("Successful"))
            ? [
                  `${subject}, by whose condition ${strings.join(", ")} ${ends ? "every number is good" : `no number fails, and ${accepted} inconclusive ones are accepted`}, must be one that a bad version does not meet`,
              ]
            : [];
    } catch (error) {
        // The gap is that of conditions-cover-no-data.
        if (error instanceof ConditionNotUnderstood) {
            return [];
        }
        throw error;
    }
}

/** Finds a background analysis, the only one, all of whose metrics end before the last pause under it. */
function endsEarly(
    rollout: KubernetesObject,
    { body: analysis, background }: RolloutAnalysis,
    metrics: readonly TemplateMetric[],
): string[] {
    const canary = canaryOf(rollout);
    if (!background || canary === undefined || metrics.length === 0) {
        return [];
    }
    const end = Math.max(...metrics.map(lastMeasurementSeconds));
    const needed = secondsBeforeLastPause(canary, numberOf(at(analysis, "startingStep")) ?? 0);
    const whole = Number.isFinite(needed) ? `${needed} s` : "a pause without a duration";
    return end < needed
        ? [
              `has a background analysis whose metrics end after ${end} s, must measure until the last pause begins, after ${whole}`,
          ]
        : [];
}

/** Returns the seconds until the last measurement of a metric that always succeeds. */
function lastMeasurementSeconds(metric: TemplateMetric): number {
    const successes = numberOf(metric.body["consecutiveSuccessLimit"]) ?? 0;
    const count = Math.min(countOf(metric), successes > 0 ? successes : Infinity);
    const interval = secondsOf(metric.body["interval"]) ?? 0;
    return (secondsOf(metric.body["initialDelay"]) ?? 0) + (count === 1 ? 0 : (count - 1) * interval);
}
