import type { RolloutHistory } from "../history/history";
import type { Drain } from "../history/drain";
import { recountMs } from "../model/gracePeriods";
import type { Observation } from "../observation/observe";
import type { ObservedSituation } from "./situation";
import { fail, wait, type Decision } from "./types";

/**
 * Evaluates whether the version that a promoted one replaced still answers requests: Traefik, for one, applies the last
 * weight up to two seconds after the controller has written it. Undefined once its counters have stopped or its pods are
 * gone, or if nothing more will be known, which {@link replacedLook} then shows.
 */
export function evaluateReplaced(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy, gracePeriods, now } = situation;
    const look = replacedLook(o, history);
    if (look === undefined || policy.requestsMetric === "") {
        return undefined;
    }
    const { settledAt, drain } = look;
    // Two scrapes after the weight applies, and one more in case that a long request ends between them.
    const scrapesMs = 3 * (drain?.result.scrapeMs ?? 0) + gracePeriods.measureMs;
    const healthyAt = history.since.healthy ?? now;
    if (now >= Math.max(settledAt + scrapesMs, healthyAt + gracePeriods.verificationMs)) {
        return drain?.result.kind === "flowing"
            ? fail("NotProven", "Unproven", [{ kind: "replacedVersion", requests: drain.result.requests }])
            : undefined;
    }
    return now < Math.max(settledAt, (drain?.at ?? -Infinity) + recountMs)
        ? wait({ kind: "replacing" })
        : { kind: "drain", from: settledAt, until: now, podHash: history.firstStableHash };
}

/** The last look at a replaced version that may still answer. */
export interface ReplacedLook {
    /** The time at which the last weight applies, in milliseconds. */
    readonly settledAt: number;
    /** Undefined before the first. */
    readonly drain: Drain | undefined;
}

/** Returns the look at a replaced version; undefined if it is known to answer no more. */
export function replacedLook(o: Observation, history: RolloutHistory): ReplacedLook | undefined {
    const { firstStableHash, watched, since } = history;
    const replaced = watched && firstStableHash !== "" && firstStableHash !== o.podHash;
    const available = replaced ? (o.availableByHash[firstStableHash] ?? 0) : 0;
    if (available === 0 || since.healthy === undefined || !isMeasured(o)) {
        return undefined;
    }
    const settledAt = since.healthy + (o.routing?.propagationMs ?? 0);
    // A look at an aborted attempt is older.
    const drain = (history.drain?.at ?? -Infinity) >= settledAt ? history.drain : undefined;
    return drain?.result.kind === "stopped" ? undefined : { settledAt, drain };
}

/** True for routers whose last weight is not known to apply with the controller's write; ingress-nginx has its own time. */
function isMeasured({ routing }: Observation): boolean {
    return routing?.routers.some((name) => name !== "nginx") === true;
}
