import { containersOf, podOf } from "../model/pods";
import { canariedObjects, objectsOfKinds } from "../model/relations";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "resources-present",
    description: "Containers set resource requests, and those of Rollouts a memory limit.",
    why:
        "Without requests the scheduler puts pods on full nodes, and the canary is slow because of its node; without " +
        "a memory limit one leak takes down its neighbours.",
    fix: "set the resources of the container",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {
        required: strings(["requests.cpu", "requests.memory"], "Fields that every container sets"),
        // Not for all: a router that is killed at its memory limit fails the requests of every app.
        requiredOfApps: strings(["limits.memory"], "Fields that containers of Rollouts set in addition"),
        kinds: strings(["Rollout", "Deployment"], "The kinds that the rule applies to"),
    },
    wholeStack(stack, { required, requiredOfApps, kinds }) {
        const canaried = canariedObjects(stack);
        return flatMapKnown(objectsOfKinds(stack, kinds), (object) => {
            const pod = podOf(object);
            const all = canaried.has(object) ? [...required, ...requiredOfApps] : required;
            return flatMapKnown(pod === undefined ? [] : containersOf(pod), ({ kind, name, body }) => {
                const missing = all.filter((path) => at(body, `resources.${path}`) === undefined);
                const found = `${kind} ${name} has no ${missing.join(", ")}, must set ${all.join(", ")}`;
                return missing.length === 0 ? [] : [{ object, found }];
            });
        });
    },
});
