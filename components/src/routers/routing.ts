import type { RouteObjects, WatchedRoutes } from "./model/objects";
import type { RoutedRollout } from "./model/rollout";
import type { Router, Routing, WeightSource } from "./model/router";
import { albRouter } from "./alb/router";
import { gatewayApiRouter } from "./gatewayApi/router";
import { istioRouter } from "./istio/router";
import { nginxRouter } from "./nginx/router";
import { otherRouters } from "./plugin/router";
import { traefikRouter } from "./traefik/router";

/** Sources of weights, the most certain first. */
const sources: readonly WeightSource[] = ["object", "annotation", "status"];

/** The state of a rollout's traffic at all its routers. */
export interface RolloutRouting extends Routing {
    /** Their names. */
    readonly routers: readonly string[];
}

/** Returns the routers of a rollout; the controller writes to each of them. */
function routersOf(rollout: RoutedRollout): Router[] {
    const read = [nginxRouter, traefikRouter, gatewayApiRouter, istioRouter, albRouter].map((one) => one(rollout));
    return [...read.filter((router) => router !== undefined), ...otherRouters(rollout)];
}

/** Returns the collections to watch for a rollout, each once. */
export function watchedRoutes(rollout: RoutedRollout): WatchedRoutes[] {
    const all = routersOf(rollout).flatMap((router) => router.watched(rollout));
    return [...new Map(all.map((one) => [`${one.kind} ${one.namespace ?? ""}`, one])).values()];
}

/**
 * Reads a rollout's traffic at its routers; undefined without one. Together they are as certain, as regular and as fast
 * as the least of them.
 */
export function routingOf(rollout: RoutedRollout, routes: RouteObjects): RolloutRouting | undefined {
    const routers = routersOf(rollout);
    const read = routers.map((router) => router.read(rollout, routes));
    const sticky = read.find((one) => one.sticky !== undefined)?.sticky;
    const unrouted = read.find((one) => one.unrouted !== undefined)?.unrouted;
    return read.length === 0
        ? undefined
        : {
              routers: routers.map(({ name }) => name),
              source: sources.findLast((source) => read.some((one) => one.source === source)) ?? "object",
              weights: read.flatMap(({ weights }) => weights),
              misroutings: read.flatMap(({ misroutings }) => misroutings),
              split: read.every(({ split }) => split === "regular") ? "regular" : "random",
              propagationMs: Math.max(...read.map(({ propagationMs }) => propagationMs)),
              ...(sticky && { sticky }),
              ...(unrouted && { unrouted }),
          };
}
