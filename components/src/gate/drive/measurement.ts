import { apiErrorCode, messageOf } from "../../kubernetes";
import type { Decision } from "../decision/types";
import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";
import { countedPauses } from "../observation/steps";
import type { PauseRouting, ShareResult } from "../history/pauses";
import type { GatePolicy } from "../model/inputs";
import type { RawMetrics, Series } from "../cluster/prometheus";
import { countedSeries, requestsSelectorOf, scrapesSelectorOf, snapshotSelector } from "../traffic/requestsQuery";
import { isProblem, type PauseVersions, shareOf } from "../traffic/pauseShare";
import { podHashMetricLabel } from "../traffic/share";
import { queryMs } from "../model/gracePeriods";

/** Requests from which half of a pause represents the whole: at 300, 25 % instead of 10 % still fails. */
const representativeRequests = 300;

/** Queries Prometheus for the versions' requests in a pause, and evaluates them. Its silence is a result too. */
export async function measure(
    { stepIndex, from, until }: Extract<Decision, { kind: "measure" }>,
    { podHash, steps, unreadyPods }: Observation,
    { pauses, firstStableHash }: RolloutHistory,
    policy: GatePolicy & { readonly job: string },
    metrics: RawMetrics,
    now: number,
): Promise<ShareResult> {
    const { minRequests } = policy;
    try {
        const answer = await inTime(metrics.samples(snapshotSelector(policy), from, until));
        const { requests, scrapes } = countedSeries(answer, policy);
        const labelled = requests.some(({ labels }) => (labels[podHashMetricLabel] ?? "") !== "");
        if (!labelled) {
            const label = requests.length === 0 ? {} : { label: podHashMetricLabel };
            const problem = { kind: "noSeries", selector: requestsSelectorOf(policy), ...label } as const;
            return { kind: "unknown", problem, since: now };
        }
        const { weight = 0, routing } = pauses.find((pause) => pause.stepIndex === stepIndex) ?? {};
        if (scrapes.length === 0) {
            return { kind: "unknown", problem: { kind: "noSeries", selector: scrapesSelectorOf(policy) }, since: now };
        }
        // The Rollout's own stable version may be this canary by now.
        const hashes = { canary: podHash, stable: firstStableHash };
        const versions = { ...hashes, weight, shares: countedPauses(steps), unreadyPods, ...splitOf(routing) };
        const whole = shareOf(requests, scrapes, { ...versions, minRequests });
        if (isProblem(whole)) {
            return { kind: "unknown", problem: whole, since: now };
        }
        if (whole.kind !== "outside") {
            return whole;
        }
        // Right after an abort nginx may learn of the canary's pods some seconds late; see docs/how-it-works.md.
        const half = (series: Series) => samplesFrom(series, (from + until) / 2);
        const enough = Math.max(minRequests, representativeRequests);
        const rest = shareOf(requests.map(half), scrapes.map(half), { ...versions, minRequests: enough });
        return rest.kind === "within" ? rest : whole;
    } catch (error) {
        const unasked = apiErrorCode(error) !== undefined;
        const problem = { kind: "noAnswer", message: messageOf(error) } as const;
        return { kind: "unknown", problem, since: now, ...(unasked && { unasked }) };
    }
}

function splitOf(routing: PauseRouting | undefined): Pick<PauseVersions, "split"> {
    return routing === undefined ? {} : { split: routing.split };
}

function samplesFrom({ labels, samples }: Series, from: number): Series {
    return { labels, samples: samples.filter(({ at }) => at >= from) };
}

/** Rejects if Prometheus does not answer in time. */
export async function inTime<T>(answer: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
        timer = setTimeout(() => {
            reject(new Error(`Prometheus did not answer within ${String(queryMs / 1000)} s`));
        }, queryMs);
    });
    try {
        return await Promise.race([answer, late]);
    } finally {
        clearTimeout(timer);
    }
}
