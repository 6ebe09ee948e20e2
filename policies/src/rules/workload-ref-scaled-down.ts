import { numberOf } from "../model/numbers";
import { isArgo, subjectOf } from "../model/objects";
import { referencedDeployment } from "../model/relations";
import { rule } from "../model/rule";
import { at, flatMapKnown, stringAt } from "../model/value";

export default rule({
    name: "workload-ref-scaled-down",
    description: "A Deployment whose pod template a Rollout uses has no pods next to those of the Rollout.",
    why:
        "The pods of the Deployment take requests at no weight and are updated at once by its next rollout, and the app " +
        "pays for two sets of pods.",
    fix: "set spec.workloadRef.scaleDown to progressively or onsuccess, or the Deployment's replicas to 0",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            const deployment = isArgo(object, "Rollout") ? referencedDeployment(stack, object) : undefined;
            if (deployment === undefined) {
                return [];
            }
            const scaleDown = stringAt(object.body, "spec.workloadRef.scaleDown") ?? "never";
            const replicas = numberOf(at(deployment.body, "spec.replicas")) ?? 1;
            const found = `has workloadRef.scaleDown ${scaleDown}, which leaves ${subjectOf(deployment)} with ${replicas} pods, must scale it down`;
            // The controller compares exactly.
            const scales = scaleDown === "onsuccess" || scaleDown === "progressively";
            return !scales && replicas > 0 ? [{ object, found }] : [];
        });
    },
});
