import { podsOf } from "../model/pods";
import { podSecurityProblems } from "../model/podSecurity";
import { rule } from "../model/rule";
import { strings } from "../model/ruleSettings";

export default rule({
    name: "pods-restricted",
    description: "Pods meet Kubernetes' Pod Security Standard `restricted`.",
    why:
        "A version under test is the least known code of a cluster. As root, with more capabilities or with access " +
        "to its node, it is one mistake away from all other pods.",
    fix: "set the securityContext, the volumes, the ports and the probes of the pod as the standard requires",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: { capabilities: strings(["NET_BIND_SERVICE"], "The capabilities that a container may add", 0) },
    eachObject(object, { capabilities }) {
        const problems = podsOf(object).flatMap((pod) => podSecurityProblems(pod, capabilities));
        return [...new Set(problems)].map((found) => ({ object, found }));
    },
});
