import { nameOf } from "../objects";
import { makesPods } from "../pods";
import { autoscalerOf } from "../relations";
import { rule } from "../rule";
import { aboutEach, at } from "../value";

export default rule({
    name: "no-replicas-beside-autoscaler",
    description: "A workload that an autoscaler scales says no number of replicas itself.",
    why: "Every update would take the autoscaler's number back, in the middle of a canary and under load.",
    fix: "remove spec.replicas, and set minReplicas of the HorizontalPodAutoscaler",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return aboutEach(stack.objects, (object) => {
            const replicas = makesPods(object) ? at(object.body, "spec.replicas") : undefined;
            const autoscaler = replicas === undefined ? undefined : autoscalerOf(stack, object);
            if (autoscaler === undefined) {
                return [];
            }
            const name = nameOf(autoscaler) ?? "";
            return [
                {
                    object,
                    found: `has replicas ${String(replicas)} beside HorizontalPodAutoscaler ${name}, must have none`,
                },
            ];
        });
    },
});
