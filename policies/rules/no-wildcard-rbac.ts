import { groupOf } from "../objects";
import { rule } from "../rule";
import { aboutEach, listAt, textsAt } from "../value";

export default rule({
    name: "no-wildcard-rbac",
    description: "Roles grant named verbs on named resources, never `*`.",
    why: "A `*` grants also what does not exist yet: the next kind, the next verb, and with Secrets everybody's passwords.",
    fix: "name the apiGroups, resources and verbs that are used",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    eachObject(object) {
        if (groupOf(object) !== "rbac.authorization.k8s.io" || !["Role", "ClusterRole"].includes(object.kind)) {
            return [];
        }
        return aboutEach(listAt(object.body, "rules"), (granted, index) => {
            const wild = ["apiGroups", "resources", "verbs", "nonResourceURLs"].filter((field) =>
                textsAt(granted, field).includes("*"),
            );
            const found = `rules[${index}] has * in ${wild.join(", ")}, must name each`;
            return wild.length === 0 ? [] : [{ object, found }];
        });
    },
});
