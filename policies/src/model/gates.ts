import { type DeclaredStack, type Gate, type KubernetesObject, nameOf, namespaceOf } from "./objects";
import { known } from "./value";

/** Returns the gate that waits for a Rollout. */
export function gateOf({ gates }: DeclaredStack, rollout: KubernetesObject): Gate | undefined {
    return gates.find(
        ({ body }) =>
            known(body["rolloutName"]) === nameOf(rollout) && known(body["namespace"]) === namespaceOf(rollout),
    );
}
