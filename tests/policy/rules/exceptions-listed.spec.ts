import { describeRule } from "../ruleSpec";

const annotation = (rule: string, text: string) => ({
    [`metadata.annotations`]: { [`canary-policies/except.${rule}`]: text },
});
const replicas = { "spec.replicas": 1 };

describeRule("exceptions-listed", {
    after: ["replicas-at-least", "pods-restricted"],
    broken: [
        [
            "an exception that lets something pass",
            {
                set: {
                    "Rollout shop": {
                        ...replicas,
                        ...annotation("replicas-at-least", "one licence; until 2027-03-01"),
                    },
                },
            },
            ["Rollout demo/shop: is exempt from replicas-at-least until 2027-03-01: one licence"],
        ],
        [
            "an exception next to one that would hide it",
            {
                set: {
                    "Rollout shop": {
                        ...replicas,
                        "metadata.annotations": {
                            "canary-policies/except.replicas-at-least": "one licence; until 2027-03-01",
                            "canary-policies/except.exceptions-listed": "too much to read; until 2027-03-01",
                        },
                    },
                },
            },
            ["Rollout demo/shop: is exempt from replicas-at-least until 2027-03-01: one licence"],
        ],
        [
            "an exception that lets several things pass, once",
            {
                set: {
                    "Rollout shop": {
                        "spec.template.spec.securityContext": undefined,
                        ...annotation("pods-restricted", "old image; see #12; until 2027-03-01"),
                    },
                },
            },
            ["Rollout demo/shop: is exempt from pods-restricted until 2027-03-01: old image; see #12"],
        ],
    ],
    fine: [
        [
            "an exception of what holds",
            { set: { "Rollout shop": annotation("replicas-at-least", "one; until 2027-03-01") } },
        ],
        [
            "an exception that is rejected",
            { set: { "Rollout shop": { ...replicas, ...annotation("replicas-at-least", "one; until 2026-03-01") } } },
        ],
    ],
});
