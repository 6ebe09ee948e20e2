import { namespaceOf } from "../model/objects";
import { find } from "../model/relations";
import { flatMapCanaries, servicesOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "services-distinct",
    description: "A canary has a stable and a canary Service, which differ and are both declared.",
    why:
        "The controller distinguishes the versions by these two Services. With the same for both, or none, weights " +
        "have no effect; if one is not declared, the Rollout is invalid and does not progress.",
    fix: "declare two Services, and name them in strategy.canary.stableService and canaryService",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapCanaries(stack, (object, canary) => {
            const services = servicesOf(canary);
            const named = [
                ["stableService", services.stable],
                ["canaryService", services.canary],
            ] as const;
            const same = services.stable !== undefined && services.stable === services.canary;
            return [
                ...(same ? [`has ${services.stable} as stableService and as canaryService, must have two`] : []),
                ...flatMapKnown(named, ([field, name]) => {
                    if (name === undefined) {
                        return [`has no ${field}, must name one`];
                    }
                    const there = find(stack, { group: "", kind: "Service", name, namespace: namespaceOf(object) });
                    return there === undefined ? [`has the ${field} ${name}, which must be declared and is not`] : [];
                }),
            ].map((found) => ({ object, found }));
        });
    },
});
