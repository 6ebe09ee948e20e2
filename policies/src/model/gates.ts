import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, type Gate, type KubernetesObject, nameOf, namespaceOf } from "./objects";
import { unknownValue } from "./value";

/** Returns the gate that waits for a Rollout. */
export function gateOf({ gates }: DeclaredStack, rollout: KubernetesObject): Gate | undefined {
    return onceFor(gates, byRollout).first(namespaceOf(rollout), keyOf(nameOf(rollout)), [keyOf(unknownValue)]);
}

function byRollout(gates: readonly Gate[]) {
    return new NamespaceIndex(gates, ({ body }) => [{ namespace: body["namespace"], key: keyOf(body["rolloutName"]) }]);
}
