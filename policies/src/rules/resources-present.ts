import { containersOf, podOf } from "../model/pods";
import { canariedObjects, objectsOfKinds } from "../model/relations";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { flatMapKnown, at } from "../model/value";

export default rule({
    name: "resources-present",
    description: "Containers say what they need, and those of Rollouts how much memory they may take.",
    why:
        "Without requests the scheduler puts pods where there is no room, so that the canary is slow for its node's sake; " +
        "without a limit of memory one leak takes its neighbours with it.",
    fix: "set the resources of the container",
    severity: "medium",
    enforcementLevel: "mandatory",
    settings: {
        required: strings(["requests.cpu", "requests.memory"], "What every container sets"),
        // Not for all: a router that is killed for its memory takes the requests of every app with it.
        requiredOfApps: strings(["limits.memory"], "What the containers of Rollouts set beside that"),
        kinds: strings(["Rollout", "Deployment"], "The kinds that this is asked of"),
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
