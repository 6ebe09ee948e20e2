import type { KeptVerdict } from "../../gate/cluster/verdictHistory";
import { isFullyPromoted, isInconclusive, type Observation } from "../../gate/observation/observe";
import type { Ending } from "../exitCodes";

/** The standing of a rollout's current version. */
export type Standing = "healthy" | "failed" | "inconclusive" | "inProgress";

/** Returns the standing of a rollout's current version, by the controller's status. */
export function standingOf(o: Observation): Standing {
    // Until then the phase is that of the previous version.
    if (!isSpecObserved(o)) {
        return "inProgress";
    }
    if (o.phase === "Healthy" && isFullyPromoted(o)) {
        return "healthy";
    }
    if (o.phase === "Degraded") {
        return "failed";
    }
    return isInconclusive(o) ? "inconclusive" : "inProgress";
}

/** True for a version that is promoted or has failed. */
export function hasEnded(o: Observation): boolean {
    return ["healthy", "failed"].includes(standingOf(o));
}

/** True when the status is about the version of the current spec. */
export function isSpecObserved({ generationObserved, templateObserved }: Observation): boolean {
    return generationObserved && templateObserved;
}

/** True when nothing follows for this version: it is promoted, or aborted with the traffic back on stable. */
export function isOver(o: Observation): boolean {
    const standing = standingOf(o);
    // The controller writes its status last.
    const settled = [o.weight, o.statusWeight].every((weight) => weight === undefined || weight === 0);
    return standing === "healthy" ? settled : standing === "failed" && (settled || !o.aborted);
}

/**
 * Returns the ending of a command about a rollout that is not followed any further. A Healthy version whose last verdict
 * is a failure is unproven, and so is one in progress.
 */
export function endingOf(o: Observation, verdict: KeptVerdict | undefined): Ending {
    const standing = standingOf(o);
    if (standing === "failed") {
        return "failed";
    }
    return standing === "healthy" && verdict?.success !== false ? "healthy" : "unproven";
}

/** Returns the ending of a command about a finished update, by its outcome. */
export function endingOfOutcome({ success, outcome }: Pick<KeptVerdict, "success" | "outcome">): Ending {
    if (success) {
        return "healthy";
    }
    const others: Readonly<Record<string, Ending>> = {
        TimedOut: "timedOut",
        Inconclusive: "unproven",
        Unproven: "unproven",
    };
    return others[outcome] ?? "failed";
}
