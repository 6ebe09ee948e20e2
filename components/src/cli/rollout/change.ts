import { ownedBy } from "../../gate/cluster/snapshot";
import { podHashLabel } from "../../gate/cluster/types";
import { canPromote, patchOf } from "../../gate/decision/writes";
import { isFullyPromoted, type Observation } from "../../gate/observation/observe";
import { revisionOf } from "../../gate/observation/versions";
import { declaredTemplate } from "../../gate/observation/podTemplate";
import { positionOf } from "../../gate/observation/steps";
import { describePosition } from "../../gate/report/abort";
import { stackOf } from "../../ownership";
import { CommandError } from "../exitCodes";
import type { ReadRollout } from "./readRollout";
import { isSpecObserved } from "./standing";

/** A change of a Rollout: merge patches of its status and its spec, or another pod template. */
export interface Change {
    readonly status?: object;
    readonly spec?: object;
    readonly template?: object;
    /** The change in one sentence, in the past. */
    readonly sentence: string;
}

/** A change, or the reason why there is nothing to do. */
export type Plan = Change | { readonly nothing: string };

/** Returns the promotion of a Rollout: of its current step or pause, or `full`, without the remaining steps. */
export function promotion({ observation: o }: ReadRollout, full: boolean): Plan {
    if (!o.manuallyPaused) {
        requireObserved(o);
    }
    requireRunning(o);
    const status = full ? !isFullyPromoted(o) && { promoteFull: true } : promotedStep(o);
    if (!status && !o.manuallyPaused) {
        const left = isFullyPromoted(o) ? "is fully promoted already" : "has no step left: its controller completes it";
        return { nothing: `${subject(o)} ${left}` };
    }
    return {
        ...(status && { status }),
        ...(o.manuallyPaused && { spec: { paused: false } }),
        sentence: `${subject(o)} was promoted ${full ? "fully" : `at ${positionIn(o)}`}`,
    };
}

/** Returns the patch that ends a pause, or the step itself; undefined without either. */
function promotedStep(o: Observation): object | undefined {
    const paused = o.pauseReasons.length > 0;
    if (!paused && !canPromote(o)) {
        return undefined;
    }
    // As the gate promotes: a pause by its conditions; a step without one, or held by its analysis, by its index.
    return patchOf({ kind: "promote", by: paused ? "inconclusive" : "nudge" }, o).status;
}

/** Returns the abort of a Rollout. @throws CommandError if there is no version in progress */
export function abortion({ observation: o }: ReadRollout): Plan {
    requireObserved(o);
    if (isFullyPromoted(o)) {
        throw new CommandError("failed", `${subject(o)} is fully promoted: nothing is left to abort; undo it instead`);
    }
    return o.aborted
        ? { nothing: `${subject(o)} is aborted already` }
        : {
              status: patchOf({ kind: "abort", code: "Aborted", findings: [] }, o).status,
              sentence: `${subject(o)} was aborted at ${positionIn(o)}; ${o.stableHash === "" ? "it has no stable version to return to" : "the controller returns the traffic to stable"}`,
          };
}

/** Returns the retry of an aborted Rollout. */
export function retrial({ observation: o }: ReadRollout): Plan {
    requireObserved(o);
    return o.aborted
        ? {
              status: patchOf({ kind: "retry" }, o).status,
              sentence: `${subject(o)} was retried: its steps begin again`,
          }
        : { nothing: `${subject(o)} is not aborted` };
}

/**
 * Returns the change of a Rollout to the pod template of an earlier revision.
 *
 * @param revision undefined for the revision before the current one
 * @throws CommandError if there is no such revision
 */
export function undoing({ observation: o, snapshot }: ReadRollout, revision: number | undefined): Plan {
    const { rollout, replicaSets } = snapshot;
    const owned = ownedBy(rollout, replicaSets).sort((one, other) => revisionOf(one) - revisionOf(other));
    const found = owned.findLast((one) =>
        revision === undefined ? revisionOf(one) < o.revision : revisionOf(one) === revision,
    );
    if (rollout === undefined || found === undefined) {
        const which = revision === undefined ? "no earlier revision" : `no revision ${revision}`;
        const known = owned.map(revisionOf).join(", ");
        throw new CommandError("failed", `${subject(o)} has ${which}; its revisions are ${known || "unknown"}`);
    }
    const to = `revision ${revisionOf(found)}`;
    if (found.metadata.labels?.[podHashLabel] === o.podHash && isSpecObserved(o)) {
        return { nothing: `${subject(o)} has the pod template of ${to} already` };
    }
    const stack = stackOf(rollout.metadata);
    const reverted =
        stack === undefined
            ? ""
            : `; ${stack} declares another version: its next pulumi up --refresh, or pulumi up with a change of the Rollout, puts the declared one back`;
    return { template: declaredTemplate(found), sentence: `${subject(o)} was set back to ${to}${reverted}` };
}

/** Rejects a status that is about an earlier version: the change would be lost, or hit that one. */
function requireObserved(o: Observation): void {
    if (!isSpecObserved(o)) {
        throw new CommandError(
            "failed",
            `${subject(o)} has a change that its controller has not observed yet: try again`,
        );
    }
}

function requireRunning(o: Observation): void {
    if (o.aborted) {
        throw new CommandError("failed", `${subject(o)} is aborted: retry it first, or roll out another version`);
    }
}

function subject({ namespace, name }: Observation): string {
    return `rollout ${namespace}/${name}`;
}

function positionIn(o: Observation): string {
    return describePosition(positionOf(o.steps, o.stepIndex));
}
