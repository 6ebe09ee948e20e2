import { numberOf } from "../model/numbers";
import { nameOf } from "../model/objects";
import { makesPods } from "../model/pods";
import { autoscalerOf } from "../model/relations";
import { rule } from "../model/rule";
import { integer, strings } from "../model/ruleSettings";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "replicas-at-least",
    description: "A workload has several pods, by its replicas or by its autoscaler.",
    why:
        "A single pod is gone whenever its node is drained, and a canary of one pod has no second pod to compare " +
        "with.",
    fix: "raise spec.replicas, or minReplicas of its HorizontalPodAutoscaler",
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
            const [field, value] =
                autoscaler === undefined
                    ? ["replicas", at(object.body, "spec.replicas")]
                    : [`minReplicas of ${nameOf(autoscaler) ?? ""}`, at(autoscaler.body, "spec.minReplicas")];
            // The default of Kubernetes and Argo Rollouts.
            const replicas = numberOf(value) ?? 1;
            const got = value === undefined ? `no ${field}, which means 1` : `${field} ${replicas}`;
            return replicas >= minimum ? [] : [{ object, found: `has ${got}, must have at least ${minimum}` }];
        });
    },
});
