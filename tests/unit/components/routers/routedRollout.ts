import type { RouteMisrouting } from "../../../../components/src/routers/model/misrouting";
import type { RouteObjects } from "../../../../components/src/routers/model/objects";
import type { RoutedRollout, TrafficRouting } from "../../../../components/src/routers/model/rollout";
import { type RolloutRouting, routingOf } from "../../../../components/src/routers/routing";

/** A rollout "web" between the Services web-stable and web-canary, whose new version is hash2. */
export function webRollout(trafficRouting: TrafficRouting, status: RoutedRollout["status"] = {}): RoutedRollout {
    const canary = { stableService: "web-stable", canaryService: "web-canary", trafficRouting };
    return {
        metadata: { name: "web", uid: "uid-1" },
        spec: { strategy: { canary } },
        status: { currentPodHash: "hash2", stableRS: "hash1", ...status },
    };
}

/** Reads a rollout that has routers. */
export function routingOfWeb(rollout: RoutedRollout, routes: RouteObjects): RolloutRouting {
    const routing = routingOf(rollout, routes);
    if (routing === undefined) {
        throw new Error("the rollout has no router");
    }
    return routing;
}

/** The weights of a reading. */
export const weightsOf = ({ weights }: RolloutRouting) => weights.map(({ weight }) => weight);

/** The faults of a reading: object, kind and place. */
export function faultsOf({ misroutings }: RolloutRouting): string[] {
    return misroutings.map((found: RouteMisrouting) => {
        if (found.kind !== "routeFault") {
            return found.kind;
        }
        const { fault, route } = found;
        const foreign = "foreign" in fault ? ` ${fault.foreign.name}` : "";
        return `${route.name}: ${fault.kind}${"place" in fault ? ` ${fault.place}` : ""}${foreign}`;
    });
}
