import { nameOf } from "../objects";
import { backendsOf, besides, podLabelsOf, referencedDeployment, selects } from "../relations";
import { rule } from "../rule";
import { aboutEach, fieldsAt } from "../value";

export default rule({
    name: "no-plain-deployment-behind-ingress",
    description: "What an Ingress sends requests to is a Rollout, not a plain Deployment.",
    why: "A Deployment gives a new version to all users at once, unmeasured, and has no way back but another deployment.",
    fix: "make it a Rollout, with spec.workloadRef where the Deployment has to stay",
    severity: "high",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return aboutEach(stack.objects, (object) => {
            const labels = object.kind === "Deployment" ? podLabelsOf(stack, object) : undefined;
            const referenced = stack.objects.some((one) => referencedDeployment(stack, one) === object);
            if (labels === undefined || referenced) {
                return [];
            }
            return aboutEach(besides(stack, object, "networking.k8s.io", "Ingress"), (ingress) => {
                const backends = backendsOf(ingress);
                const service = besides(stack, object, "", "Service").find(
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
