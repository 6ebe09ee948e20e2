import type { RolloutHistory } from "../../gate/history/history";
import { isInconclusive, type Observation } from "../../gate/observation/observe";
import { positionOf } from "../../gate/observation/steps";
import { abortCauseOf, abortedAt, describeAbort, describePosition, describeTraffic } from "../../gate/report/abort";
import { standingOf } from "./standing";

/** Describes the standing of a rollout in one sentence: event, cause, state of the traffic. */
export function describeStanding(o: Observation, history: RolloutHistory): string {
    const rollout = `rollout ${o.namespace}/${o.name}`;
    const version = `revision ${o.revision}, ${o.image}, pod hash ${o.podHash}`;
    switch (standingOf(o)) {
        case "healthy":
            return `${rollout} is Healthy: ${version}`;
        case "failed":
            return o.aborted ? `${rollout} ${describeAborted(o, history)}` : `${rollout} is ${o.phase}: ${o.message}`;
        default: {
            const held = isInconclusive(o) ? ", held by an inconclusive analysis" : "";
            return `${rollout} is ${o.phase} at ${describePosition(positionOf(o.steps, o.stepIndex))}${held}: ${version}`;
        }
    }
}

function describeAborted(o: Observation, history: RolloutHistory): string {
    const at = abortedAt(o, history);
    const where = at === undefined ? "" : ` at ${describePosition(at)}`;
    const by = abortCauseOf(o, history);
    // The controller knows no more; a gate keeps the cause of its abort as a verdict.
    const cause =
        by.kind === "manual" ? "by a user, or by a gate, whose verdict has the cause" : describeAbort(by, o, history);
    return `aborted${where}: ${cause}; ${describeTraffic(o, history, true)}`;
}
