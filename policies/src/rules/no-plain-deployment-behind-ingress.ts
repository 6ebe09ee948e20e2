import { nameOf } from "../model/objects";
import { backendsOf, inSameNamespace, podLabelsOf, referencedDeployment } from "../model/relations";
import { rule } from "../model/rule";
import { selects } from "../model/selectors";
import { flatMapKnown, fieldsAt } from "../model/value";

export default rule({
    name: "no-plain-deployment-behind-ingress",
    description: "An Ingress sends requests to a Rollout, not to a plain Deployment.",
    why:
        "A Deployment gives a new version to all users at once, unmeasured, and only another deployment rolls it " +
        "back.",
    fix: "make it a Rollout, with spec.workloadRef if the Deployment has to stay and no RolloutGate verifies it",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapKnown(stack.objects, (object) => {
            const labels = object.kind === "Deployment" ? podLabelsOf(stack, object) : undefined;
            const referenced = stack.objects.some((one) => referencedDeployment(stack, one) === object);
            if (labels === undefined || referenced) {
                return [];
            }
            return flatMapKnown(inSameNamespace(stack, object, "networking.k8s.io", "Ingress"), (ingress) => {
                const backends = backendsOf(ingress);
                const service = inSameNamespace(stack, object, "", "Service").find(
                    (one) =>
                        backends.includes(nameOf(one) ?? "") && selects(fieldsAt(one.body, "spec.selector"), labels),
                );
                if (service === undefined) {
                    return [];
                }
                const way = `Ingress ${nameOf(ingress) ?? ""} through Service ${nameOf(service) ?? ""}`;
                return [{ object, found: `gets the requests of ${way}, must not as a plain Deployment` }];
            });
        });
    },
});
