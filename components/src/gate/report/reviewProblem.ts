import type { Finding } from "../model/finding";
import type { ReviewProblem } from "../model/reviewProblem";

const kept = "Kubernetes keeps Events for an hour, and the controller sends few of them about rollouts in a row";

const sentences: {
    readonly [Kind in ReviewProblem["kind"]]: (problem: Extract<ReviewProblem, { readonly kind: Kind }>) => string;
} = {
    noRequestsMetric: () => "requestsMetric is empty",
    judgeOff: () => "the new version's answers are not judged",
    notRouted: () => "without traffic routing the requests do not follow the weights",
    noPause: ({ weight }) => `no pause has weight ${weight}`,
    eventsUnread: ({ message }) => `the Rollout's Events could not be read: ${message}`,
    noRevisionEvent: ({ revision }) => `no Event shows when revision ${revision} began (${kept})`,
    noStepEvent: ({ step, steps }) => `no Event shows the end of step ${step}/${steps} (${kept})`,
    unclearStep: ({ step, steps }) => `the Events do not show one weight and time of step ${step}/${steps}`,
    abortedBetween: () => "the rollout was aborted in between",
    noMeasurement: ({ metric }) => `${metric} has no good measurement`,
    samplesUnread: ({ message }) => message,
    noOtherVersion: () => "no other version answered requests at that time",
    thirdVersion: ({ podHash }) => `a third version (${podHash}) answered requests at that time`,
    samplesMissing: ({ version, ...time }) =>
        `Prometheus lacks samples of the ${version} version from ${describeTime(time)}`,
};

/** True for a reason that only a look back has. */
export function isReviewProblem(reason: ReviewProblem | Finding): reason is ReviewProblem {
    return reason.kind in sentences;
}

/** Describes why samples cannot prove steps that ran before the gate watched. */
export function describeReviewProblem(problem: ReviewProblem): string {
    const describe = sentences[problem.kind] as (of: ReviewProblem) => string;
    return describe(problem);
}

/** Formats a time in milliseconds, such as "10:02:11", in UTC. */
export function timeOfDay(at: number): string {
    return new Date(at).toISOString().slice(11, 19);
}

/** Describes a time, such as "10:02:11 to 10:05:40 UTC". */
export function describeTime({ from, until }: { readonly from: number; readonly until: number }): string {
    return `${timeOfDay(from)} to ${timeOfDay(until)} UTC`;
}
