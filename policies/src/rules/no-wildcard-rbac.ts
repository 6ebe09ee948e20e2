import { groupOf } from "../model/objects";
import { rule } from "../model/rule";
import { flatMapKnown, fieldsAt, listAt, stringsAt } from "../model/value";

/** Wildcards: all kinds, a subresource of all kinds, and all paths. */
const wildcards = /^\/?\*$|^\*\//;

export default rule({
    name: "no-wildcard-rbac",
    description: "Roles grant named verbs on named resources, never `*`.",
    why:
        "A `*` also grants what does not exist yet: the next kind, the next verb, and with Secrets everyone's " +
        "passwords.",
    fix: "name the apiGroups, resources, verbs and paths that are used, and the labels of the roles that are aggregated",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    eachObject(object) {
        if (groupOf(object) !== "rbac.authorization.k8s.io" || !["Role", "ClusterRole"].includes(object.kind)) {
            return [];
        }
        const granting = flatMapKnown(listAt(object.body, "rules"), (granted, index) => {
            const wild = ["apiGroups", "resources", "verbs", "nonResourceURLs"].filter((field) =>
                stringsAt(granted, field).some((one) => wildcards.test(one)),
            );
            return wild.length === 0 ? [] : [`rules[${index}] has * in ${wild.join(", ")}, must name each`];
        });
        const selectors = listAt(object.body, "aggregationRule.clusterRoleSelectors");
        const aggregating = flatMapKnown(selectors, (selector, index) => {
            const wanted = [...Object.keys(fieldsAt(selector, "matchLabels")), ...listAt(selector, "matchExpressions")];
            const place = `aggregationRule.clusterRoleSelectors[${index}]`;
            return wanted.length === 0 ? [`${place} selects every ClusterRole, must select by labels`] : [];
        });
        return [...granting, ...aggregating].map((found) => ({ object, found }));
    },
});
