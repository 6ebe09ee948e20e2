import type { Series } from "../cluster/prometheus";
import { quoted } from "../model/regexp";
import { type LabelMatcher, matcherText } from "../model/requestsSelector";

/** The request counter of an app's job, and the matchers of the requests that count. */
export interface RequestsQuery {
    readonly job: string;
    readonly requestsMetric: string;
    readonly requestsSelector: readonly LabelMatcher[];
}

/** The series of one answer of Prometheus. */
export interface Counted {
    readonly requests: readonly Series[];
    readonly scrapes: readonly Series[];
}

/** Returns the PromQL selector of the requests that count, for a message. */
export function requestsSelectorOf({ job, requestsMetric, requestsSelector }: RequestsQuery): string {
    return `${requestsMetric}{${[equal("job", job), ...requestsSelector.map(matcherText)].join(",")}}`;
}

/** Returns the PromQL selector of the scrapes, for a message. */
export function scrapesSelectorOf({ job }: RequestsQuery): string {
    return `up{${equal("job", job)}}`;
}

/**
 * Returns one PromQL selector of the request counter and of `up`.
 *
 * One query for both: two may be answered by two replicas of Prometheus, which scrape at different times. PromQL's `or`
 * does not take ranges of raw samples, so every matcher must let `up` pass, which has only the target's labels. An
 * absent label is empty in PromQL: `!=` and `!~` match it anyway, and `=` and `=~` get the empty string as an
 * alternative. {@link countedSeries} then drops the counters that pass by it. Prometheus alone evaluates the regular
 * expressions, so no difference between RE2 and JavaScript matters.
 */
export function snapshotSelector({ job, requestsMetric, requestsSelector }: RequestsQuery): string {
    const matchers = [`__name__=~"${requestsMetric}|up"`, equal("job", job), ...requestsSelector.map(orAbsent)];
    return `{${matchers.join(",")}}`;
}

/** Returns the series that the answer to {@link snapshotSelector} has of the requests that count, and of the scrapes. */
export function countedSeries(answer: readonly Series[], { requestsMetric, requestsSelector }: RequestsQuery): Counted {
    const named = (name: string) => answer.filter(({ labels }) => labels["__name__"] === name);
    const required = requestsSelector.filter(({ operator }) => operator === "=" || operator === "=~");
    return {
        requests: named(requestsMetric).filter(({ labels }) =>
            required.every(({ label }) => (labels[label] ?? "") !== ""),
        ),
        scrapes: named("up"),
    };
}

/** Returns a matcher that also matches an absent label. Values are never empty; see `selectorProblems`. */
function orAbsent({ label, operator, value }: LabelMatcher): string {
    switch (operator) {
        case "=":
            return matcherText({ label, operator: "=~", value: `|${quoted(value)}` });
        case "=~":
            return matcherText({ label, operator, value: `|(?:${value})` });
        default:
            return matcherText({ label, operator, value });
    }
}

function equal(label: string, value: string): string {
    return matcherText({ label, operator: "=", value });
}
