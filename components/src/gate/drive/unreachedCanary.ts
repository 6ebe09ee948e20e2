import type { Cluster } from "../cluster/cluster";
import { serviceNames } from "../cluster/collections";
import type { RolloutObject } from "../cluster/types";
import type { RoutingCause } from "../model/finding";
import type { RouteObjects } from "../../routers/model/objects";
import { canaryIngressNames, olderIngresses, routesOf, stableIngressNames } from "../../routers/nginx/canaryIngresses";
import { classOf } from "../../routers/nginx/ingress";
import { claimedLocations } from "../../routers/nginx/otherIngresses";

/** The part of the cluster that shows the way to a Service. */
type Way = Pick<Cluster, "readTraffic" | "readIngresses" | "readReadyEndpoints">;

/**
 * Looks for the cause of a canary that gets no request although its weight is above 0: another Ingress of a host, a Service
 * without a ready endpoint, or an older Ingress with that Service; otherwise ingress-nginx does not apply the weight. Of other routers only the endpoints
 * are known. Empty if the cluster does not answer.
 */
export async function causesOfNoRequest(cluster: Way): Promise<readonly RoutingCause[]> {
    try {
        const { rollout, routes } = await cluster.readTraffic();
        if (rollout === undefined) {
            return [];
        }
        const ingressed = stableIngressNames(rollout).length > 0;
        const others = ingressed ? otherIngresses(rollout, routes, await cluster.readIngresses()) : [];
        if (others.length > 0) {
            return others;
        }
        const service = serviceNames(rollout).find(({ role }) => role === "canary")?.name ?? "";
        const endpoints = await cluster.readReadyEndpoints(service);
        if (endpoints === 0) {
            return [{ kind: "noReadyEndpoint", service }];
        }
        const older = ingressed ? olderIngresses(rollout, routes.Ingress ?? []) : [];
        if (older.length > 0) {
            return older.map((ingress) => ({ kind: "olderIngress", ingress, service }));
        }
        return ingressed && endpoints !== undefined ? [{ kind: "staleRouter", service, endpoints }] : [];
    } catch {
        return [];
    }
}

/** Returns the Ingresses of others that claim a location of the rollout's. */
function otherIngresses(
    rollout: RolloutObject,
    routes: RouteObjects,
    ingresses: Awaited<ReturnType<Cluster["readIngresses"]>>,
): RoutingCause[] {
    const stable = stableIngressNames(rollout);
    const locations = (routes.Ingress ?? [])
        .filter(({ metadata }) => stable.includes(metadata.name))
        .flatMap((ingress) =>
            routesOf(ingress).map(({ host, path = "/" }) => ({ ingressClass: classOf(ingress) ?? "", host, path })),
        );
    const own = {
        namespace: rollout.metadata.namespace ?? "",
        names: [...stable, ...canaryIngressNames(rollout)],
        services: serviceNames(rollout).map(({ name }) => name),
    };
    return claimedLocations(locations, own, ingresses).map(({ by, host }) => ({
        kind: "otherIngress",
        ingress: by,
        host,
    }));
}
