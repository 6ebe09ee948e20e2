import { messageOf } from "../../kubernetes";
import type { RawMetrics, Sample } from "../cluster/prometheus";
import type { Decision } from "../decision/types";
import type { DrainResult } from "../history/drain";
import type { GatePolicy } from "../model/inputs";
import type { LabelMatcher } from "../model/requestsSelector";
import type { Observation } from "../observation/observe";
import { requestsSelectorOf } from "../traffic/requestsQuery";
import { podHashMetricLabel } from "../traffic/share";
import { inTime } from "./measurement";

/** Time before an end from which the pods of a version have a scrape to compare with. */
const lastScrapesMs = 120_000;

/**
 * Queries Prometheus for the requests of an aborted version, or a replaced one: those between the last two scrapes of each of
 * its pods, both after `from`. If there are none, the first of the two may be earlier.
 */
export async function measureDrain(
    { from, until, podHash: replaced }: Extract<Decision, { kind: "drain" }>,
    { podHash }: Observation,
    policy: GatePolicy & { readonly job: string },
    metrics: RawMetrics,
): Promise<DrainResult> {
    const ofVersion: LabelMatcher = { label: podHashMetricLabel, operator: "=", value: replaced ?? podHash };
    const selector = requestsSelectorOf({ ...policy, requestsSelector: [...policy.requestsSelector, ofVersion] });
    try {
        const series = await inTime(metrics.samples(selector, from - lastScrapesMs, until));
        if (series.length === 0) {
            return { kind: "unknown", problem: { kind: "noSeries", selector } };
        }
        const scrapes = series.flatMap(({ samples }) => lastTwo(samples));
        const newest = Math.max(...scrapes.map(({ last }) => last.at));
        // A pod that has missed two scrapes is gone.
        const current = scrapes.filter(({ before, last }) => newest - last.at <= 2 * (last.at - before.at));
        const requests = current.reduce((sum, { before, last }) => sum + increase(before.value, last.value), 0);
        // An interval that begins before `from` has earlier requests too; none in it are none.
        const settled = current.every(({ before, last }) => (requests > 0 ? before : last).at >= from);
        if (current.length === 0) {
            return { kind: "unknown", problem: { kind: "notScrapedTwice" } };
        }
        const scrapeMs = Math.max(...current.map(({ before, last }) => last.at - before.at));
        if (!settled) {
            return { kind: "unknown", problem: { kind: "notScrapedTwice" }, scrapeMs };
        }
        return requests > 0 ? { kind: "flowing", requests: Math.round(requests), scrapeMs } : { kind: "stopped" };
    } catch (error) {
        return { kind: "unknown", problem: { kind: "noAnswer", message: messageOf(error) } };
    }
}

/** Returns the last two samples of a series; none if it has fewer. */
function lastTwo(samples: readonly Sample[]): { before: Sample; last: Sample }[] {
    const [before, last] = samples.slice(-2);
    return before === undefined || last === undefined ? [] : [{ before, last }];
}

/** Returns the increase of a counter, which after a restart counts from 0. */
function increase(before: number, last: number): number {
    return last < before ? last : last - before;
}
