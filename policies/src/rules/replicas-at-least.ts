import { autoscalerOf, type Minimum, minimumOf } from "../model/autoscalers";
import { numberOf } from "../model/numbers";
import { type KubernetesObject, nameOf } from "../model/objects";
import { makesPods } from "../model/pods";
import { rule } from "../model/rule";
import { integer, strings } from "../model/ruleSettings";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "replicas-at-least",
    description: "A workload has several pods, by its replicas or by its autoscaler.",
    why:
        "A single pod is gone whenever its node is drained, and a canary of one pod has no second pod to compare " +
        "with.",
    fix: "raise spec.replicas, or the least number of pods of its autoscaler",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        minimum: integer(2, "The least number of pods", { minimum: 1 }),
        kinds: strings(["Rollout"], "The kinds that the rule applies to"),
    },
    wholeStack(stack, { minimum, kinds }) {
        return flatMapKnown(stack.objects, (object) => {
            if (!kinds.includes(object.kind) || !makesPods(object)) {
                return [];
            }
            const autoscaler = autoscalerOf(stack, object);
            const name = autoscaler === undefined ? "" : ` of ${nameOf(autoscaler) ?? ""}`;
            const { field, value, absent } = autoscaler === undefined ? ownReplicas(object) : minimumOf(autoscaler);
            const replicas = value ?? absent;
            const got =
                value === undefined ? `no ${field}${name}, which means ${absent ?? ""}` : `${field}${name} ${value}`;
            // Not every autoscaler's default is known.
            return replicas === undefined || replicas >= minimum
                ? []
                : [{ object, found: `has ${got}, must have at least ${minimum}` }];
        });
    },
});

/** Returns the replicas of a workload; without any, the default of Kubernetes and Argo Rollouts. */
function ownReplicas({ body }: KubernetesObject): Minimum {
    return { field: "replicas", value: numberOf(at(body, "spec.replicas")), absent: 1 };
}
