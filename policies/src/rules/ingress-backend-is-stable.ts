import { type DeclaredStack, type KubernetesObject, namespaceOf } from "../model/objects";
import { find, ingressesTo, pathBackendsOf } from "../model/relations";
import { flatMapCanaries, servicesOf } from "../model/rollouts";
import { isCanaryCopy } from "../model/routes";
import { rule, type Finding } from "../model/rule";
import { flatMapKnown, stringAt, stringsAt } from "../model/value";

const group = "networking.k8s.io";

export default rule({
    name: "ingress-backend-is-stable",
    description: "The Ingress of a canary sends requests to its stable Service, and none to its canary Service.",
    why:
        "The controller copies the Ingress for the canary's share. A base Ingress without a path to the stable " +
        "Service makes the Rollout invalid; with the canary Service, it sends it requests at every weight, even " +
        "after an abort.",
    fix:
        "use the Rollout's stableService as the backend of a path in the Ingress's rules, and its canaryService " +
        "nowhere",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapCanaries(stack, (object, canary) => {
            const services = servicesOf(canary);
            const bases = [
                stringAt(canary, "trafficRouting.nginx.stableIngress"),
                ...stringsAt(canary, "trafficRouting.nginx.stableIngresses"),
            ].filter((name) => name !== undefined);
            return [
                ...flatMapKnown(bases, (name) => baseFindings(stack, object, name, services.stable)),
                ...(services.canary === undefined ? [] : canaryFindings(stack, object, services.canary)),
            ];
        });
    },
});

function baseFindings(
    stack: DeclaredStack,
    rollout: KubernetesObject,
    name: string,
    stable: string | undefined,
): readonly Finding[] {
    const ingress = find(stack, { group, kind: "Ingress", name, namespace: namespaceOf(rollout) });
    if (ingress === undefined) {
        return [{ object: rollout, found: `has the stable Ingress ${name}, which must be declared and is not` }];
    }
    const backends = pathBackendsOf(ingress);
    if (stable === undefined || backends.includes(stable)) {
        return [];
    }
    const got = backends.length === 0 ? "no backend in its rules" : `the backend ${backends.join(", ")}`;
    return [{ object: ingress, found: `has ${got}, must have the Rollout's stable Service ${stable}` }];
}

function canaryFindings(stack: DeclaredStack, rollout: KubernetesObject, canaryService: string): readonly Finding[] {
    return flatMapKnown(ingressesTo(stack, rollout, canaryService), (ingress) => {
        const found = `has the backend ${canaryService}, the canary Service of a Rollout, must have its stable Service only`;
        return isCanaryCopy(ingress) ? [] : [{ object: ingress, found }];
    });
}
