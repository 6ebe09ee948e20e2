import { unknownValue } from "../../../policies/src/model/value";
import { referringRollout } from "../referringRollout";
import { type Broken, describeRule, type Fine } from "../ruleSpec";

const none = ["Rollout demo/shop: has no PodDisruptionBudget that selects its pods, must have one"];
const budget = (path: string, value: unknown) => ({ set: { "PodDisruptionBudget shop": { [path]: value } } });

describeRule("disruption-budget", {
    broken: [
        ["no budget", { set: { "PodDisruptionBudget shop": undefined } }, none],
        ["no selector, which selects no pods", budget("spec.selector", undefined), none],
        ...[
            { key: "app", operator: "In", values: ["cart"] },
            { key: "app", operator: "NotIn", values: ["cart", "shop"] },
            { key: "team", operator: "Exists" },
            { key: "app", operator: "DoesNotExist" },
            { key: "app", operator: "Like", values: ["shop"] },
        ].map((expression): Broken => [
            `a budget of the pods of ${JSON.stringify(expression)}`,
            budget("spec.selector.matchExpressions", [expression]),
            none,
        ]),
        ...[
            { maxUnavailable: "100%" },
            { maxUnavailable: "half" },
            { minAvailable: 0 },
            { minAvailable: "0%" },
            { maxUnavailable: undefined },
        ].map((fields): Broken => [
            `a budget that keeps no pod: ${JSON.stringify(fields)}`,
            budget("spec", { selector: {}, ...fields }),
            [
                "Rollout demo/shop: has PodDisruptionBudget shop, which lets all pods go at once, must have one that keeps some",
            ],
        ]),
        ["a budget of other pods", budget("spec.selector.matchLabels.app", "other"), none],
        [
            "no budget of the Deployment that the Rollout takes its pods from",
            referringRollout({ metadata: { labels: { app: "web" } } }),
            none,
        ],
        ["a budget of another namespace", budget("metadata.namespace", "other"), none],
        [
            "another kind without one, where it is asked for",
            {},
            [
                "Deployment ingress-nginx/ingress-nginx-controller: has no PodDisruptionBudget that selects its pods, must have one",
            ],
            { kinds: ["Deployment"] },
        ],
    ],
    fine: [
        ["a budget of all pods", budget("spec.selector", {})],
        ...[
            { key: "app", operator: "In", values: ["cart", "shop"] },
            { key: "app", operator: "NotIn", values: ["cart"] },
            { key: "app", operator: "Exists" },
            { key: "team", operator: "DoesNotExist" },
            { key: "team", operator: "NotIn", values: ["cart"] },
        ].map((expression): Fine => [
            `a budget of the pods of ${JSON.stringify(expression)}`,
            budget("spec.selector", { matchExpressions: [expression] }),
        ]),
        ...[{ maxUnavailable: "99%" }, { maxUnavailable: 0 }, { minAvailable: 1 }, { minAvailable: "50%" }].map(
            (fields): Fine => [
                `a budget that keeps pods: ${JSON.stringify(fields)}`,
                budget("spec", { selector: {}, ...fields }),
            ],
        ),
        ["a share that is not known yet", budget("spec.maxUnavailable", unknownValue)],
        [
            "pods of a Deployment that the Rollout refers to, and that is not declared here",
            {
                set: {
                    "Rollout shop": {
                        "spec.template": undefined,
                        "spec.workloadRef": { kind: "Deployment", name: "shop" },
                    },
                    "PodDisruptionBudget shop": undefined,
                },
            },
        ],
        ["a selector that is not known yet", budget("spec.selector.matchLabels", unknownValue)],
    ],
});
