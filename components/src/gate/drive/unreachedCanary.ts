import type { Cluster } from "../cluster/cluster";
import { serviceNames } from "../cluster/collections";
import type { RoutingCause } from "../model/finding";
import { canaryIngressNames, routesOf, stableIngressNames } from "../../routers/nginx/canaryIngresses";
import { claimedLocations, classOf } from "../../routers/nginx/otherIngresses";

/**
 * Looks for the cause of a canary that gets no request although its weight is above 0: another Ingress of a host, or a
 * Service without a ready endpoint; otherwise the router does not apply the weight. Empty if the cluster does not answer.
 */
export async function causesOfNoRequest(
    cluster: Pick<Cluster, "readTraffic" | "readRouting">,
): Promise<RoutingCause[]> {
    try {
        const { rollout, routes } = await cluster.readTraffic();
        if (rollout === undefined) {
            return [];
        }
        const services = serviceNames(rollout);
        const canaryService = services.find(({ role }) => role === "canary")?.name ?? "";
        const { ingresses, readyEndpoints } = await cluster.readRouting(canaryService);
        const stable = stableIngressNames(rollout);
        const locations = (routes.Ingress ?? [])
            .filter(({ metadata }) => stable.includes(metadata.name))
            .flatMap((ingress) =>
                routesOf(ingress).map(({ host, path = "/" }) => ({ ingressClass: classOf(ingress) ?? "", host, path })),
            );
        const own = {
            namespace: rollout.metadata.namespace ?? "",
            names: [...stable, ...canaryIngressNames(rollout)],
            services: services.map(({ name }) => name),
        };
        const others = claimedLocations(locations, own, ingresses).map(({ by, host }): RoutingCause => ({
            kind: "otherIngress",
            ingress: by,
            host,
        }));
        if (others.length > 0 || readyEndpoints === undefined) {
            return others;
        }
        return readyEndpoints === 0
            ? [{ kind: "noReadyEndpoint", service: canaryService }]
            : [{ kind: "staleRouter", service: canaryService, endpoints: readyEndpoints }];
    } catch {
        return [];
    }
}
