import { namespaceOf } from "../model/objects";
import { find } from "../model/relations";
import { flatMapCanaries, needsServices, versionServicesOf } from "../model/rollouts";
import { rule } from "../model/rule";
import { flatMapKnown } from "../model/value";

export default rule({
    name: "services-distinct",
    description: "The Services of a canary's versions differ, and are declared.",
    why:
        "The controller distinguishes the versions by these two Services. With the same for both, or none, weights " +
        "have no effect; if one is not declared, the Rollout is invalid and does not progress.",
    fix: "declare two Services, and name them in strategy.canary's stableService and canaryService, or pingPong",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {},
    wholeStack(stack) {
        return flatMapCanaries(stack, (object, canary) => {
            const pair = versionServicesOf(canary);
            const [one, other] = pair;
            const same = one.name !== undefined && one.name === other.name;
            return [
                ...(same ? [`has ${one.name} as ${one.field} and as ${other.field}, must have two`] : []),
                ...flatMapKnown(pair, ({ field, name }) =>
                    name === undefined && needsServices(canary) ? [`has no ${field}, must name one`] : [],
                ),
                ...flatMapKnown(pair, ({ field, name }) => {
                    const reference = { group: "", kind: "Service", namespace: namespaceOf(object) };
                    const there = name === undefined || find(stack, { ...reference, name }) !== undefined;
                    return there ? [] : [`has the ${field} ${name}, which must be declared and is not`];
                }),
            ].map((found) => ({ object, found }));
        });
    },
});
