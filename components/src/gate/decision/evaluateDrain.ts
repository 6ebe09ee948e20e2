import type { Drain } from "../history/drain";
import { abortedPodsMs, recountMs } from "../model/gracePeriods";
import type { ObservedSituation } from "./situation";
import { wait, type Decision } from "./types";

/**
 * Evaluates whether an aborted version may still get requests, although its weight is 0: until its pods are gone, or
 * its counters have stopped if they stay. Undefined if it does not, or if nothing more will be known.
 *
 * Pods that leave soon are waited for in any case: while they are there, Argo Rollouts 1.10 switches the canary Service
 * back and forth, and the next version would get its endpoints late.
 */
export function evaluateDrain(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy, now } = situation;
    const pods = o.replicas.available;
    if (pods === 0) {
        return undefined;
    }
    if (o.abortScaleDownDelayMs <= abortedPodsMs) {
        return wait({ kind: "draining", pods });
    }
    const { requestsMetric } = policy;
    const from = history.since.aborted ?? now;
    // A version that was retried may be aborted again.
    const drain = (history.drain?.at ?? -Infinity) >= from ? history.drain : undefined;
    if (requestsMetric === "" || drain?.result.kind === "stopped" || isSilent(drain, situation)) {
        return undefined;
    }
    return drain !== undefined && now < drain.at + recountMs
        ? wait({ kind: "draining", pods })
        : { kind: "drain", from, until: now };
}

/** True when Prometheus has not answered for a while, or has no such counter; a scrape is still to come otherwise. */
function isSilent(drain: Drain | undefined, { gracePeriods, now }: ObservedSituation): boolean {
    return (
        drain?.result.kind === "unknown" &&
        drain.result.problem.kind !== "notScrapedTwice" &&
        now >= drain.since + gracePeriods.measureMs
    );
}
