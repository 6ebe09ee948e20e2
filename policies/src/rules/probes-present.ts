import { containersOf, podOf } from "../model/pods";
import { objectsOfKinds } from "../model/relations";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "probes-present",
    description: "Containers have a readiness and a liveness probe.",
    why:
        "The controller goes to the next weight when pods are ready. Without a readiness probe they are ready as " +
        "soon as they start, and users get the errors of a version that is not up yet.",
    fix: "add the probe to the container",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {
        required: strings(["readinessProbe", "livenessProbe"], "The probes of every container"),
        kinds: strings(["Rollout"], "The kinds that the rule applies to"),
    },
    wholeStack(stack, { required, kinds }) {
        return flatMapKnown(objectsOfKinds(stack, kinds), (object) => {
            const pod = podOf(object);
            const running = pod === undefined ? [] : containersOf(pod).filter(({ kind }) => kind === "container");
            return flatMapKnown(running, ({ name, body }) => {
                const missing = required.filter((probe) => body[probe] === undefined);
                const found = `container ${name} has no ${missing.join(" and no ")}, must have ${required.join(" and ")}`;
                return missing.length === 0 ? [] : [{ object, found }];
            });
        });
    },
});
