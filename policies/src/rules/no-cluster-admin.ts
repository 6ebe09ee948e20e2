import { groupOf } from "../model/objects";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { stringAt } from "../model/value";

export default rule({
    name: "no-cluster-admin",
    description: "No account is bound to cluster-admin.",
    why: "Anyone who takes over one pod of that account has the whole cluster, and every environment on it.",
    fix: "bind a Role with the permissions that are used",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: { roles: strings(["cluster-admin"], "The ClusterRoles that must not be bound") },
    eachObject(object, { roles }) {
        if (
            groupOf(object) !== "rbac.authorization.k8s.io" ||
            !["RoleBinding", "ClusterRoleBinding"].includes(object.kind)
        ) {
            return [];
        }
        const name = stringAt(object.body, "roleRef.name") ?? "";
        const bad = stringAt(object.body, "roleRef.kind") === "ClusterRole" && roles.includes(name);
        return bad ? [{ object, found: `binds ${name}, must bind none of ${roles.join(", ")}` }] : [];
    },
});
