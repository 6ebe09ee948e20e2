import { numberOf } from "../model/numbers";
import { selectsLabels } from "../model/selectors";
import { type KubernetesObject, nameOf } from "../model/objects";
import { podLabelsOf } from "../model/relations";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { maySelect, selectorIndex } from "../model/selectorIndex";
import { flatMapKnown, at, isFields, knownOr, unknownValue } from "../model/value";

const budgetIndex = selectorIndex("policy", "PodDisruptionBudget", (body) =>
    knownOr(unknownValue, () => {
        const selector = at(body, "spec.selector");
        return isFields(selector) ? (selector["matchLabels"] ?? {}) : undefined;
    }),
);

export default rule({
    name: "disruption-budget",
    description: "The pods of a workload have a PodDisruptionBudget that keeps some of them.",
    why: "Without one, a drain of several nodes may take all pods of the stable version at once.",
    fix: "declare a PodDisruptionBudget with maxUnavailable: 1 whose selector is that of the workload",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: { kinds: strings(["Rollout"], "The kinds that the rule applies to") },
    wholeStack(stack, { kinds }) {
        return flatMapKnown(stack.objects, (object) => {
            const labels = kinds.includes(object.kind) ? podLabelsOf(stack, object) : undefined;
            if (labels === undefined) {
                return [];
            }
            const budgets = maySelect(stack, object, budgetIndex, labels).filter(({ body }) =>
                selectsLabels(at(body, "spec.selector"), labels),
            );
            const [first] = budgets;
            if (first === undefined) {
                return [{ object, found: "has no PodDisruptionBudget that selects its pods, must have one" }];
            }
            const found = `has PodDisruptionBudget ${nameOf(first) ?? ""}, which lets all pods go at once, must have one that keeps some`;
            return budgets.some(keepsPods) ? [] : [{ object, found }];
        });
    },
});

/** True when a budget keeps any pod, or may do so: a numeric maxUnavailable passes, as the total is unknown here. */
function keepsPods({ body }: KubernetesObject): boolean {
    const most = at(body, "spec.maxUnavailable");
    const least = at(body, "spec.minAvailable");
    return most === undefined
        ? (percentOf(least) ?? numberOf(least) ?? 0) > 0
        : (percentOf(most) ?? (numberOf(most) === undefined ? 100 : 0)) < 100;
}

function percentOf(value: unknown): number | undefined {
    return typeof value === "string" && /^\d+%$/.test(value) ? Number(value.slice(0, -1)) : undefined;
}
