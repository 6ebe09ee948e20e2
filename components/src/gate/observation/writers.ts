import type { ClusterSnapshot } from "../cluster/snapshot";
import { canaryIngressNames } from "../traffic/ingressRouting";
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

/** Returns the last write of each client to the Rollout, its Services and its canary Ingresses. */
export function writesTo({ rollout, services, ingresses }: ClusterSnapshot): ObjectWrite[] {
    if (rollout === undefined) {
        return [];
    }
    const canaries = canaryIngressNames(rollout);
    return [
        ...writesIn(rollout.metadata, "Rollout"),
        ...services.flatMap(({ metadata }) => writesIn(metadata, `Service ${metadata.name}`)),
        ...ingresses
            .filter(({ metadata }) => canaries.includes(metadata.name))
            .flatMap(({ metadata }) => writesIn(metadata, `Ingress ${metadata.name}`)),
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
