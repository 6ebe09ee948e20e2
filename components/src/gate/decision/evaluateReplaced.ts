import { recountMs } from "../model/gracePeriods";
import type { Observation } from "../observation/observe";
import type { ObservedSituation } from "./situation";
import { fail, wait, type Decision } from "./types";

/**
 * Evaluates whether the version that a promoted one replaced still answers requests: Traefik, for one, applies the last weight
 * up to two seconds after the controller has written it. Undefined once its counters have stopped or its pods are gone,
 * or if nothing more will be known.
 */
export function evaluateReplaced(situation: ObservedSituation): Decision | undefined {
    const { observation: o, history, policy, gracePeriods, now } = situation;
    const { firstStableHash: podHash, watched } = history;
    const replaced = watched && podHash !== "" && podHash !== o.podHash && o.replacedAvailable > 0;
    if (!replaced || !isMeasured(o) || policy.requestsMetric === "") {
        return undefined;
    }
    const from = history.since.healthy ?? now;
    // A look at an aborted attempt is older.
    const drain = (history.drain?.at ?? -Infinity) >= from ? history.drain : undefined;
    if (drain?.result.kind === "stopped") {
        return undefined;
    }
    if (now >= from + gracePeriods.verificationMs) {
        return drain?.result.kind === "flowing"
            ? fail("NotProven", "Unproven", [{ kind: "replacedVersion", requests: drain.result.requests }])
            : undefined;
    }
    return drain !== undefined && now < drain.at + recountMs
        ? wait({ kind: "replacing" })
        : { kind: "drain", from, until: now, podHash };
}

/** True for routers whose last weight is not known to apply with the controller's write; ingress-nginx has its own time. */
function isMeasured({ routing }: Observation): boolean {
    return routing?.routers.some((name) => name !== "nginx") === true;
}
