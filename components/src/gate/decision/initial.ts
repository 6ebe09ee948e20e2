import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";
import type { ObservedSituation } from "./situation";
import { fail, type Decision } from "./types";

/** True when there was no stable version to compare with: the controller has skipped the steps. */
export function isInitial(o: Observation, history: RolloutHistory): boolean {
    return o.revision === 1 || (history.firstStableHash === "" && history.podHash !== undefined);
}

/** Returns the failure of a first deploy whose pods have missed the progress deadline: no other version serves. */
export function evaluateLateInitial(o: Observation, history: RolloutHistory): Decision | undefined {
    const { available, desired } = o.replicas;
    if (o.phase !== "Degraded" || available >= desired || !isInitial(o, history)) {
        return undefined;
    }
    const deadlineSeconds = o.progressDeadlineMs / 1000;
    return fail("Unavailable", "Unproven", [{ kind: "unavailablePods", available, desired, deadlineSeconds }]);
}

/**
 * True when the stable version is a first deploy that had no available pod at the end of the last run. Argo calls it
 * stable from its creation on, but there is nothing to compare with or to go back to.
 */
export function wasNeverAvailable({ observation: o, history }: ObservedSituation): boolean {
    const { previous } = history;
    return (
        previous !== undefined &&
        previous.verified === undefined &&
        previous.podHash === o.stableHash &&
        (previous.uid ?? o.uid) === o.uid &&
        (previous.unproven ?? []).some((finding) => finding.kind === "unavailablePods" && finding.available === 0)
    );
}
