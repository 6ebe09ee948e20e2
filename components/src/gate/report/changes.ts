import { isPulumiManager } from "../../kubernetes/fieldManagers";
import { unverifiedStable } from "../decision/unverifiedStable";
import type { RolloutHistory } from "../history/history";
import type { Observation } from "../observation/observe";
import { timeOfDay } from "./reviewProblem";

/** Fields that a sentence names. */
const mostFields = 3;

/** Describes the last change of the spec if another client than Pulumi made it; undefined otherwise. */
export function describeOtherWrite({ specWrites }: Observation): string | undefined {
    const write = specWrites.at(-1);
    if (write === undefined || isPulumiManager(write.by)) {
        return undefined;
    }
    const { by, at, fields } = write;
    const more = fields.length - mostFields;
    const named = fields.slice(0, mostFields).join(", ");
    return `${by} changed ${named}${more > 0 ? ` and ${String(more)} more` : ""} at ${timeOfDay(at)} UTC`;
}

/** Describes how long before this gate a spec was applied; undefined if that is not known. */
export function describeLateStart({ specWrites }: Observation, { startedAt }: RolloutHistory): string | undefined {
    const write = specWrites.at(-1);
    if (write === undefined || write.at >= startedAt) {
        return undefined;
    }
    const seconds = Math.round((startedAt - write.at) / 1000);
    return `${write.by} applied it at ${timeOfDay(write.at)} UTC, ${String(seconds)} s before this gate began to watch`;
}

/** Describes the stable version that a rollout started from, if this gate has verified another one. */
export function describeUnverifiedStable(o: Observation, history: RolloutHistory): string | undefined {
    const stable = unverifiedStable(o, history);
    return (
        stable &&
        `image ${stable.image} (revision ${String(stable.revision)}), which was rolled out without this gate's verification`
    );
}
