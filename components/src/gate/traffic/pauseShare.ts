import type { Series } from "../cluster/prometheus";
import type { Split } from "../../routers/model/router";
import type { CountProblem, Share } from "../model/finding";
import { countRequests, evaluateShare } from "./share";

/** The versions of a rollout in a pause, and what their requests must show. */
export interface PauseVersions {
    /** Pod template hashes. */
    readonly canary: string;
    readonly stable: string;
    /** The canary's weight in percent. */
    readonly weight: number;
    readonly minRequests: number;
    /** The number of shares that the rollout evaluates. */
    readonly shares: number;
    /** @default "random" */
    readonly split?: Split;
    readonly unreadyPods: readonly string[];
}

/** True for the reason why a share could not be counted. */
export function isProblem(result: Share | CountProblem): result is CountProblem {
    return result.kind !== "within" && result.kind !== "outside" && result.kind !== "tooFew";
}

/** Returns the canary's share by the samples of a pause, or the problem that prevents counting it. */
export function shareOf(
    requests: readonly Series[],
    scrapes: readonly Series[],
    versions: PauseVersions,
): Share | CountProblem {
    const counts = countRequests(requests, scrapes);
    if (counts === undefined) {
        return { kind: "notScrapedTwice" };
    }
    // The router sends no requests to a pod that is not Ready, such as one on a node that is down.
    const unread = counts.unread.filter((pod) => !versions.unreadyPods.includes(pod));
    if (unread.length > 0) {
        return { kind: "notScraped", pods: unread };
    }
    const { [versions.canary]: canary, [versions.stable]: stable } = counts.byHash;
    if (canary === undefined && versions.weight > 0) {
        return { kind: "versionNotScraped", version: "new", podHash: versions.canary };
    }
    if (stable === undefined && versions.weight < 100) {
        return { kind: "versionNotScraped", version: "stable", podHash: versions.stable };
    }
    const share = evaluateShare({ ...versions, canary: canary ?? 0, stable: stable ?? 0, variance: counts.variance });
    return share.kind === "tooFew" ? { ...share, seconds: Math.round((counts.until - counts.from) / 1000) } : share;
}
