import { routeObject } from "../../routers/model/objects";
import { routingOf } from "../../routers/routing";
import type { ClusterSnapshot } from "../cluster/snapshot";
import type { Metadata } from "../cluster/types";

/** A write to an object of the rollout, as the API server records it: the last one of each client. */
export interface ObjectWrite {
    /** The client's field manager. */
    readonly by: string;
    /** The object, and the subresource if it was one: "Rollout/status", "Ingress shop-canary". */
    readonly object: string;
    /** By the cluster's clock, in milliseconds; whole seconds. */
    readonly at: number;
}

/** Returns the last write of each client to the Rollout, its Services and the objects with its weights. */
export function writesTo({ rollout, services, routes }: ClusterSnapshot): ObjectWrite[] {
    if (rollout === undefined) {
        return [];
    }
    const weights = routingOf(rollout, routes)?.weights ?? [];
    return [
        ...writesIn(rollout.metadata, "Rollout"),
        ...services.flatMap(({ metadata }) => writesIn(metadata, `Service ${metadata.name}`)),
        ...weights.flatMap(({ kind, name }) =>
            writesIn(routeObject(routes, { kind, name })?.metadata ?? { name }, `${kind} ${name}`),
        ),
    ];
}

function writesIn({ managedFields = [] }: Metadata, object: string): ObjectWrite[] {
    return managedFields.flatMap(({ manager = "unknown", subresource, time }) => {
        const at = Date.parse(time ?? "");
        return Number.isNaN(at)
            ? []
            : [{ by: manager, object: subresource === undefined ? object : `${object}/${subresource}`, at }];
    });
}
