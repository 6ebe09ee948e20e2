import type { RouteFault, RouteMisrouting } from "../model/misrouting";
import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import { type RoutedRollout, servicesOf, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing } from "../model/router";
import { roleOf, splitOf } from "../model/split";
import type { IngressObject } from "../nginx/ingress";
import { forwardActionOf } from "./action";

/** The traits of the AWS Load Balancer Controller, whose Ingress the controller annotates. */
export const albTraits: RouterTraits = {
    // Ingresses are part of the controller's own permissions.
    controllerRules: [],
    ignoreChanges: [],
    takesMaxTrafficWeight: false,
    rejectedSteps: {},
    // Another controller writes the weight to AWS, which spreads it over the load balancer's nodes.
    propagationMs: 30_000,
};

/** The part of `trafficRouting.alb` that the router reads. */
interface AlbRouting {
    readonly ingress?: string;
    readonly ingresses?: readonly string[];
    readonly rootService?: string;
    readonly annotationPrefix?: string;
}

/** Returns the router of a rollout's Ingresses at AWS; undefined if it has none. */
export function albRouter(rollout: RoutedRollout): Router | undefined {
    const alb = trafficRoutingOf(rollout)["alb"] as AlbRouting | undefined;
    return alb === undefined
        ? undefined
        : { name: "alb", watched: () => [{ kind: "Ingress" }], read: (of, routes) => read(alb, of, routes) };
}

function read(alb: AlbRouting, rollout: RoutedRollout, routes: RouteObjects): Routing {
    const names = [alb.ingress, ...(alb.ingresses ?? [])].filter((name) => name !== undefined);
    const states = names.map((name) => readIngress({ kind: "Ingress", name }, alb, rollout, routes));
    const sticky = states.find((state) => state.sticky)?.route;
    return {
        // Of AWS itself the gate sees nothing; the controller asks it during setWeight only, and only with a flag.
        source: "annotation",
        weights: states.map(({ route, weight }) => ({ ...route, weight })),
        misroutings: states.flatMap(({ misroutings }) => misroutings),
        split: "random",
        propagationMs: albTraits.propagationMs,
        ...(sticky && { sticky }),
    };
}

function readIngress(
    route: RouteReference,
    { rootService, annotationPrefix = "alb.ingress.kubernetes.io" }: AlbRouting,
    rollout: RoutedRollout,
    routes: RouteObjects,
): { route: RouteReference; weight: number; misroutings: RouteMisrouting[]; sticky: boolean } {
    const found = (fault: RouteFault): RouteMisrouting => ({ kind: "routeFault", route, fault });
    const object: IngressObject | undefined = routeObject(routes, route);
    if (object === undefined) {
        return { route, weight: 0, misroutings: [found({ kind: "absent" })], sticky: false };
    }
    const services = servicesOf(rollout);
    const root = rootService ?? services?.stable ?? "";
    const action = forwardActionOf(object.metadata.annotations?.[`${annotationPrefix}/actions.${root}`]);
    const receivers = (action?.targetGroups ?? []).map(({ serviceName: name = "", weight }) => ({
        label: `Service ${name}`,
        role: roleOf(name, services),
        name,
        weight,
    }));
    const { weight = 0, misroutings } = splitOf(route, `the annotation actions.${root}`, receivers, 1);
    // A rule uses the action only if its port has this name.
    const backends = (object.spec?.rules ?? []).flatMap(({ http }) => http?.paths ?? []).map(({ backend }) => backend);
    const used = [...backends, object.spec?.defaultBackend].some(
        (backend) => backend?.service?.name === root && backend.service.port?.name === "use-annotation",
    );
    return {
        route,
        weight,
        misroutings: [...misroutings, ...(used ? [] : [found({ kind: "unused" })])],
        sticky: action?.sticky === true,
    };
}
