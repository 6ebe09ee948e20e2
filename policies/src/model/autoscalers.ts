import { numberOf } from "./numbers";
import { type DeclaredStack, type KubernetesObject, nameOf } from "./objects";
import { shareNamespace } from "./relations";
import { at, fieldsAt, flatMapKnown, isFields, known } from "./value";

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

/** The autoscalers of each stack, which is searched once. */
const found = new WeakMap<DeclaredStack, readonly KubernetesObject[]>();

/**
 * Returns the autoscaler of a workload: an object of any group with a `scaleTargetRef`, such as a
 * HorizontalPodAutoscaler or KEDA's ScaledObject, since all of them scale by the scale subresource.
 */
export function autoscalerOf(stack: DeclaredStack, workload: KubernetesObject): KubernetesObject | undefined {
    return autoscalersIn(stack).find((autoscaler) => {
        const target = fieldsAt(autoscaler.body, "spec.scaleTargetRef");
        return (
            (known(target["kind"]) ?? "Deployment") === workload.kind &&
            known(target["name"]) === nameOf(workload) &&
            shareNamespace(autoscaler, workload)
        );
    });
}

/** Returns the least number of pods that an autoscaler keeps. */
export function minimumOf({ kind, body }: KubernetesObject): Minimum {
    const minimum = defaults[kind] ?? { field: "minReplicas" };
    const value = at(body, `spec.${minimum.field}`);
    return value === undefined ? minimum : { ...minimum, value: numberOf(value) };
}

function autoscalersIn(stack: DeclaredStack): readonly KubernetesObject[] {
    let all = found.get(stack);
    if (all === undefined) {
        all = flatMapKnown(stack.objects, (object) =>
            isFields(at(object.body, "spec.scaleTargetRef")) ? [object] : [],
        );
        found.set(stack, all);
    }
    return all;
}
