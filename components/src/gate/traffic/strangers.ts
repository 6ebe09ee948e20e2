import { canaryIngressOwners, foreignCanaries } from "./ingressRouting";
import type { IngressObject, RolloutObject } from "../cluster/types";

/**
 * What others have put between a rollout and its traffic, in words.
 *
 * nginx obeys any canary Ingress of a host, and the controller only says in its log that one is not its own.
 */
export function strangersOf(rollout: RolloutObject, ingresses: readonly IngressObject[]): string[] {
    return [
        ...canaryIngressOwners(rollout, ingresses).flatMap(({ name, owner }) =>
            owner === "ours" || owner === "absent"
                ? []
                : [`Ingress ${name} belongs to ${owner}, must belong to Rollout ${rollout.metadata.name}`],
        ),
        ...foreignCanaries(rollout, ingresses).map(
            ({ name, beside }) => `Ingress ${name} is a canary of the same host, must not be there beside ${beside}`,
        ),
    ];
}
