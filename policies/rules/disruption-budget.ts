import { besides, podLabelsOf, selects } from "../relations";
import { rule } from "../rule";
import { texts } from "../settings";
import { aboutEach, fieldsAt } from "../value";

export default rule({
    name: "disruption-budget",
    description: "The pods of a workload have a PodDisruptionBudget.",
    why: "Without one, a drain of several nodes may take all pods of the stable version at once.",
    fix: "declare a PodDisruptionBudget with maxUnavailable: 1 whose selector is that of the workload",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: { kinds: texts(["Rollout"], "The kinds that this is asked of") },
    wholeStack(stack, { kinds }) {
        return aboutEach(stack.objects, (object) => {
            const labels = kinds.includes(object.kind) ? podLabelsOf(stack, object) : undefined;
            if (labels === undefined) {
                return [];
            }
            const budgets = besides(stack, object, "policy", "PodDisruptionBudget");
            const some = budgets.some(({ body }) => selects(fieldsAt(body, "spec.selector.matchLabels"), labels));
            return some ? [] : [{ object, found: "has no PodDisruptionBudget that selects its pods, must have one" }];
        });
    },
});
