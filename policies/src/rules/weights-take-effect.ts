import { autoscalerOf, minimumOf } from "../model/autoscalers";
import { destinationKey, objectsTo } from "../model/destinations";
import { numberOf } from "../model/numbers";
import { type DeclaredStack, type KubernetesObject, nameOf } from "../model/objects";
import { podShare } from "../model/podShare";
import { flatMapCanaries, routersOf, servicesOf, weightsOf } from "../model/rollouts";
import { type Finding, rule } from "../model/rule";
import { integer } from "../model/ruleSettings";
import { at, type Fields, flatMapKnown } from "../model/value";

export default rule({
    name: "weights-take-effect",
    description: "The weights of a canary without trafficRouting are shares of its pods, and requests reach them.",
    why:
        "Without a router the share of requests is that of the pods: of 3 pods the new version gets a third, not 10 %. And " +
        "the controller points stableService at the old pods alone, so that requests to it measure only the old version.",
    fix:
        "name the router in strategy.canary.trafficRouting; without one raise spec.replicas, and send requests to a " +
        "Service that is no stableService",
    severity: "critical",
    enforcementLevel: "mandatory",
    settings: {
        tolerancePercent: integer(
            5,
            "The largest difference between a weight and the share of pods, in percent of all",
            {
                minimum: 0,
                maximum: 100,
            },
        ),
    },
    wholeStack(stack, { tolerancePercent }) {
        return flatMapCanaries(stack, (object, canary) =>
            Object.keys(routersOf(canary)).length > 0 || partialWeightsOf(canary).length === 0
                ? []
                : [
                      ...flatMapKnown([canary], (one) => unreached(stack, object, one)),
                      ...flatMapKnown([canary], (one) => unreachable(stack, object, one, tolerancePercent)),
                  ],
        );
    },
});

/** Rounding of shares, which 0.1 % of pods is far above. */
const rounding = 1e-6;

function partialWeightsOf(canary: Fields): readonly number[] {
    return weightsOf(canary)
        .map(({ weight }) => weight)
        .filter((weight) => weight > 0 && weight < 100);
}

/** Returns the routes to a canary's stable Service, behind which no pod of the new version is. */
function unreached(stack: DeclaredStack, rollout: KubernetesObject, canary: Fields): readonly Finding[] {
    const { stable } = servicesOf(canary);
    const routes = stable === undefined ? [] : objectsTo(stack, rollout, destinationKey("Service", stable));
    return routes.map((route) => {
        const found = `has no trafficRouting, and ${route.kind} ${nameOf(route) ?? ""} leads to its stableService ${String(stable)}, so that no request reaches the new version, must have trafficRouting`;
        return { object: rollout, found };
    });
}

/** Returns the first weight that the numbers of pods cannot have. */
function unreachable(
    stack: DeclaredStack,
    rollout: KubernetesObject,
    canary: Fields,
    tolerance: number,
): readonly Finding[] {
    const autoscaler = autoscalerOf(stack, rollout);
    const { value, absent } =
        autoscaler === undefined
            ? { value: numberOf(at(rollout.body, "spec.replicas")), absent: 1 }
            : minimumOf(autoscaler);
    const pods = value ?? absent;
    if (pods === undefined || !(pods >= 1)) {
        return [];
    }
    const weights = partialWeightsOf(canary);
    const surge = at(canary, "maxSurge");
    const differs = (count: number) => (weight: number) =>
        Math.abs(podShare(weight, count, surge) - weight) > tolerance + rounding;
    const weight = weights.find(differs(pods));
    if (weight === undefined) {
        return [];
    }
    let enough = pods;
    while (weights.some(differs(enough))) {
        enough += 1;
    }
    const share = Math.round(podShare(weight, pods, surge));
    const found = `has no trafficRouting, so that setWeight ${weight} with ${pods} pods is ${share} % of them, must have trafficRouting or at least ${enough} pods`;
    return [{ object: rollout, found }];
}
