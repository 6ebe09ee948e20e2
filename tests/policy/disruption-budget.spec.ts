import { unknownValue } from "../../policies/value";
import { referringRollout } from "./referringRollout";
import { describeRule } from "./ruleSpec";

const none = ["Rollout demo/shop: has no PodDisruptionBudget that selects its pods, must have one"];
const budget = (path: string, value: unknown) => ({ set: { "PodDisruptionBudget shop": { [path]: value } } });

describeRule("disruption-budget", {
    broken: [
        ["no budget", { set: { "PodDisruptionBudget shop": undefined } }, none],
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
        [
            "pods of a Deployment that the Rollout refers to, and that somebody else declares",
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
