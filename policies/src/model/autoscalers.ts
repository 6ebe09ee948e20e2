import { numberOf } from "./numbers";
import { keyOf, NamespaceIndex, onceFor } from "./namespaceIndex";
import { type DeclaredStack, type KubernetesObject, nameOf, namespaceOf, placeOf } from "./objects";
import { at, isFields, knownOr, unknownValue } from "./value";

/** The least number of pods of an autoscaler. */
export interface Minimum {
    readonly field: string;
    /** Undefined if the field is absent. */
    readonly value?: number;
    /** The number if the field is absent; undefined for a kind whose default is not known. */
    readonly absent?: number;
}

const defaults: Readonly<Record<string, Minimum>> = {
    HorizontalPodAutoscaler: { field: "minReplicas", absent: 1 },
    WatermarkPodAutoscaler: { field: "minReplicas", absent: 1 },
    EffectiveHorizontalPodAutoscaler: { field: "minReplicas", absent: 1 },
    ScaledObject: { field: "minReplicaCount", absent: 0 },
    HTTPScaledObject: { field: "replicas.min", absent: 0 },
};

/**
 * Returns the autoscaler of a workload: an object of any group with a `scaleTargetRef`, such as a
 * HorizontalPodAutoscaler or KEDA's ScaledObject, since all of them scale by the scale subresource.
 */
export function autoscalerOf({ objects }: DeclaredStack, workload: KubernetesObject): KubernetesObject | undefined {
    const [kind, name] = [workload.kind, nameOf(workload)];
    return onceFor(objects, byTarget).first(namespaceOf(workload), keyOf(kind, name), [
        keyOf(kind, unknownValue),
        keyOf(unknownValue, name),
        keyOf(unknownValue, unknownValue),
    ]);
}

function byTarget(objects: readonly KubernetesObject[]) {
    return new NamespaceIndex(objects, (object) => {
        const unsure = defaults[object.kind] === undefined ? undefined : unknownValue;
        const target = knownOr(unsure, () => at(object.body, "spec.scaleTargetRef"));
        const { namespace } = placeOf(object);
        if (target === unknownValue) {
            return [{ namespace, key: keyOf(unknownValue, unknownValue) }];
        }
        return isFields(target) ? [{ namespace, key: keyOf(target["kind"] ?? "Deployment", target["name"]) }] : [];
    });
}

/** Returns the least number of pods that an autoscaler keeps. */
export function minimumOf({ kind, body }: KubernetesObject): Minimum {
    const minimum = defaults[kind] ?? { field: "minReplicas" };
    const value = at(body, `spec.${minimum.field}`);
    return value === undefined ? minimum : { ...minimum, value: numberOf(value) };
}
