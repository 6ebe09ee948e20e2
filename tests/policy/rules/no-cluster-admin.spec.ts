import { describeRule } from "../ruleSpec";

describeRule("no-cluster-admin", {
    broken: [
        [
            "a binding to cluster-admin",
            { set: { "ClusterRoleBinding reader": { "roleRef.name": "cluster-admin" } } },
            ["ClusterRoleBinding reader: binds cluster-admin, must bind none of cluster-admin"],
        ],
        [
            "a binding within a namespace",
            {
                add: [
                    {
                        apiVersion: "rbac.authorization.k8s.io/v1",
                        kind: "RoleBinding",
                        metadata: { name: "admin", namespace: "demo" },
                        roleRef: { kind: "ClusterRole", name: "cluster-admin" },
                    },
                ],
            },
            ["RoleBinding demo/admin: binds cluster-admin, must bind none of cluster-admin"],
        ],
        [
            "another role that the configuration names",
            {},
            ["ClusterRoleBinding reader: binds reader, must bind none of admin, reader"],
            { roles: ["admin", "reader"] },
        ],
    ],
    fine: [
        [
            "a Role of one namespace that is only called so",
            { set: { "ClusterRoleBinding reader": { "roleRef.name": "cluster-admin", "roleRef.kind": "Role" } } },
        ],
    ],
});
