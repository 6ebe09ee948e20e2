import { autoscalerOf } from "../model/autoscalers";
import { nameOf } from "../model/objects";
import { makesPods } from "../model/pods";
import { rule } from "../model/rule";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "no-replicas-beside-autoscaler",
    description: "A workload with an autoscaler does not set replicas.",
    why: "Every update would reset the autoscaler's number, in the middle of a canary and under load.",
    fix: "remove spec.replicas, and set the least number of pods of the autoscaler",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            const replicas = makesPods(object) ? at(object.body, "spec.replicas") : undefined;
            const autoscaler = replicas === undefined ? undefined : autoscalerOf(stack, object);
            if (autoscaler === undefined) {
                return [];
            }
            const name = `${autoscaler.kind} ${nameOf(autoscaler) ?? ""}`;
            return [
                {
                    object,
                    found: `has replicas ${String(replicas)} and ${name}, must have no replicas`,
                },
            ];
        });
    },
});
