import type { CountProblem, Finding, RoutingCause, Share, ShareBounds, ShareCounts } from "../model/finding";

/** Describes why requests could not be counted. */
export function describeCountProblem(problem: CountProblem): string {
    switch (problem.kind) {
        case "noSeries": {
            const { selector, label } = problem;
            return `Prometheus has no ${selector}${label === undefined ? "" : ` with the label ${label}`}`;
        }
        case "notScrapedTwice":
            return "Prometheus has not scraped every pod twice since the pause began";
        case "notScraped":
            return `Prometheus cannot scrape ${problem.pods.join(", ")}`;
        case "versionNotScraped":
            return `Prometheus does not scrape any pod of the ${problem.version} version (${problem.podHash})`;
        case "noAnswer":
            return problem.message;
    }
}

/** Describes a share: "canary got 137 of 412 requests (33.3 %) at weight 25, must be 18.2 % to 32.3 %". */
export function describeShare(share: Share, weight: number): string {
    const { kind, canary, total, lowest, highest } = share;
    if (kind === "tooFew") {
        const { minRequests, seconds = 0 } = share;
        if (minRequests === undefined) {
            return `the counts of ${total} requests are too uncertain to evaluate weight ${weight}`;
        }
        const few = `too few requests to evaluate weight ${weight}`;
        return seconds === 0
            ? `${few} (${total} < ${minRequests})`
            : `${few}: ${describeNeeded(total, minRequests, seconds)}`;
    }
    let digits = 1;
    // A value outside is not rounded onto its bound.
    const bound = canary < lowest ? lowest : highest;
    while (kind === "outside" && percent(canary, total, digits) === percent(bound, total, digits) && digits < 12) {
        digits += 1;
    }
    const [got, from, to] = [canary, lowest, highest].map((count) => `${String(percent(count, total, digits))} %`);
    const causes = kind === "outside" ? (share.causes ?? []) : [];
    const why = causes.map((cause) => `; ${describeCause(cause)}`).join("");
    return `canary got ${canary} of ${total} requests (${got}) at weight ${weight}, must be ${from} to ${to}${why}`;
}

function percent(count: number, total: number, digits: number): number {
    return Number(((count / total) * 100).toFixed(digits));
}

/** Describes a share that follows the weight, but not as one router splits that gives each version its turn. */
export function describeIrregular(
    { canary, total }: ShareCounts,
    { lowest, highest }: ShareBounds,
    weight: number,
): string {
    const [got, from, to] = [canary, lowest, highest].map((count) => `${String(percent(count, total, 1))} %`);
    return `canary got ${canary} of ${total} requests (${got}) at weight ${weight}: one router alone would send ${from} to ${to}, several split each for itself`;
}

function describeCause(cause: RoutingCause): string {
    switch (cause.kind) {
        case "otherIngress":
            return `Ingress ${cause.ingress} has the same host, ${cause.host}, and takes its requests`;
        case "noReadyEndpoint":
            return `Service ${cause.service} has no ready endpoint`;
        case "olderIngress":
            return `Ingress ${cause.ingress} is older than the canary Ingress and has its Service ${cause.service}, so that ingress-nginx takes its weight: delete it`;
        case "staleRouter":
            return `Service ${cause.service} has ${cause.endpoints} ready endpoints, and no other Ingress has the host: the router does not apply the canary Ingress (its class, or a stale configuration)`;
    }
}

/** Describes the requests that came, those that are needed, and the ways to get them. */
function describeNeeded(total: number, needed: number, seconds: number): string {
    const rate = (count: number) => Number((count / seconds).toPrecision(2));
    const rates = `${rate(total)} requests/s, must be ${Math.ceil(needed / seconds)}`;
    const longer = total === 0 ? "" : `, or a pause of at least ${Math.ceil((seconds * needed) / total)} s`;
    return `${total} in ${seconds} s, must be ${needed} (${rates}${longer}); lengthen the pause, send more requests (requestsPerSecond adds synthetic ones), or set onTooFewRequests to note`;
}

/** Describes requests that are still to be counted. */
export function describeCountPending({ weight, problem }: Extract<Finding, { kind: "countPending" }>): string {
    const why = problem && describeCountProblem(problem);
    if (weight === undefined) {
        return why ?? "the versions' requests are not counted yet";
    }
    return `the requests at weight ${weight} are not counted yet${why === undefined ? "" : ` (${why})`}`;
}
