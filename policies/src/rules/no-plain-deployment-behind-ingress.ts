import { nameOf } from "../model/objects";
import { backendsOf, ingressesTo, isReferenced, podLabelsOf } from "../model/relations";
import { rule } from "../model/rule";
import { maySelect, selectorIndex } from "../model/selectorIndex";
import { selects } from "../model/selectors";
import { at, flatMapKnown, fieldsAt, isFields, knownOr, unknownValue } from "../model/value";

const serviceIndex = selectorIndex("", "Service", (body) =>
    knownOr(unknownValue, () => {
        const labels = at(body, "spec.selector");
        return isFields(labels) && Object.keys(labels).length > 0 ? labels : undefined;
    }),
);

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
            if (labels === undefined || isReferenced(stack, object)) {
                return [];
            }
            const services = maySelect(stack, object, serviceIndex, labels);
            const ingresses = flatMapKnown(services, (service) => ingressesTo(stack, object, nameOf(service) ?? ""));
            return flatMapKnown([...new Set(ingresses)], (ingress) => {
                const backends = backendsOf(ingress);
                const service = services.find(
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
