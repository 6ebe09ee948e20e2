import { describeRule } from "../ruleSpec";

const change = (path: string, value: unknown) => ({ set: { "ClusterRole reader": { [path]: value } } });

describeRule("no-wildcard-rbac", {
    broken: [
        ["every verb", change("rules.0.verbs", ["*"]), ["ClusterRole reader: rules[0] has * in verbs, must name each"]],
        [
            "every resource of every group",
            change("rules.0", { apiGroups: ["*"], resources: ["*"], verbs: ["get"] }),
            ["ClusterRole reader: rules[0] has * in apiGroups, resources, must name each"],
        ],
        [
            "every path",
            change("rules.1", { nonResourceURLs: ["*"], verbs: ["get"] }),
            ["ClusterRole reader: rules[1] has * in nonResourceURLs, must name each"],
        ],
        [
            "every path below the root",
            change("rules.1", { nonResourceURLs: ["/*"], verbs: ["get"] }),
            ["ClusterRole reader: rules[1] has * in nonResourceURLs, must name each"],
        ],
        [
            "a subresource of everything",
            change("rules.0.resources", ["pods", "*/exec"]),
            ["ClusterRole reader: rules[0] has * in resources, must name each"],
        ],
        [
            "the permissions of every ClusterRole",
            change("aggregationRule", { clusterRoleSelectors: [{ matchLabels: { app: "shop" } }, {}] }),
            [
                "ClusterRole reader: aggregationRule.clusterRoleSelectors[1] selects every ClusterRole, must select by labels",
            ],
        ],
        [
            "a Role's",
            {
                add: [
                    {
                        apiVersion: "rbac.authorization.k8s.io/v1",
                        kind: "Role",
                        metadata: { name: "all", namespace: "demo" },
                        rules: [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "*"] }],
                    },
                ],
            },
            ["Role demo/all: rules[0] has * in verbs, must name each"],
        ],
    ],
    fine: [
        ["the paths below one", change("rules.1", { nonResourceURLs: ["/metrics/*"], verbs: ["get"] })],
        [
            "the permissions of some ClusterRoles",
            change("aggregationRule", {
                clusterRoleSelectors: [{ matchExpressions: [{ key: "shop", operator: "Exists" }] }],
            }),
        ],
        ["a * within a name", change("rules.0.resources", ["pods/*log"])],
    ],
});
