import type { RolloutObject } from "../cluster/types";

/** The last write of a client to a Rollout's pod template or strategy, as the API server records it. */
export interface SpecWrite {
    /** The client's field manager. */
    readonly by: string;
    /** By the cluster's clock, in milliseconds; whole seconds. */
    readonly at: number;
    /** The fields that are as this client wrote them, such as `strategy.canary.steps`. */
    readonly fields: readonly string[];
}

/** The controller's field manager: it normalises the spec when it writes the object. */
const controller = "rollouts-controller";

/** Returns the last write of each client but the controller, the latest one at the end. */
export function specWritesTo({ metadata: { managedFields = [] } }: RolloutObject): SpecWrite[] {
    const writes = managedFields.flatMap(({ manager: by = "unknown", subresource, time = "", fieldsV1 = {} }) => {
        const { template, strategy } = childrenOf(childrenOf(fieldsV1)["spec"]);
        const fields = [...pathsIn("template", template), ...pathsIn("strategy", strategy)];
        const at = Date.parse(time);
        const known = by !== controller && subresource === undefined && !Number.isNaN(at);
        return known && fields.length > 0 ? [{ by, at, fields }] : [];
    });
    return writes.sort((a, b) => a.at - b.at);
}

/** Returns the fields below a field by name; other keys are the entries of a list. */
function childrenOf(field: object | undefined): Readonly<Partial<Record<string, object>>> {
    const named = Object.entries(field ?? {}).filter(([key]) => key.startsWith("f:"));
    return Object.fromEntries(named.map(([key, below]): [string, object] => [key.slice(2), below as object]));
}

/** Returns the paths of the fields that have no others below them. */
function pathsIn(path: string, field: object | undefined): string[] {
    if (field === undefined) {
        return [];
    }
    const below = Object.entries(childrenOf(field));
    return below.length === 0 ? [path] : below.flatMap(([name, one]) => pathsIn(`${path}.${name}`, one));
}
