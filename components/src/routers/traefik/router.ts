import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import type { RouteMisrouting } from "../model/misrouting";
import { type RoutedRollout, servicesOf, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing } from "../model/router";
import { meet, roleOf, splitOf } from "../model/split";
import { type IngressRoute, matchOf, type TraefikService } from "./objects";

/** The traits of Traefik, whose TraefikService the controller updates. */
export const traefikTraits: RouterTraits = {
    controllerRules: [{ apiGroups: ["traefik.io"], resources: ["traefikservices"], verbs: ["get", "update"] }],
    // The list is atomic: an apply without weights would give both versions half of the requests.
    ignoreChanges: ["spec.weighted.services"],
    takesMaxTrafficWeight: false,
    rejectedSteps: {
        setHeaderRoute: "the controller ignores it with Traefik",
        setMirrorRoute: "the controller ignores it with Traefik",
    },
    // Its providersThrottleDuration is 2 s: measured were 2.0 to 2.6 s for a first weight.
    propagationMs: 4_000,
};

/** Returns the router of a rollout's TraefikService; undefined if it has none. */
export function traefikRouter(rollout: RoutedRollout): Router | undefined {
    const { weightedTraefikServiceName: name = "" } = (trafficRoutingOf(rollout)["traefik"] ?? {}) as {
        readonly weightedTraefikServiceName?: string;
    };
    return name === ""
        ? undefined
        : {
              name: "traefik",
              watched: () => [{ kind: "TraefikService" }, { kind: "IngressRoute" }],
              read: (of, routes) => read({ kind: "TraefikService", name }, of, routes),
          };
}

function read(route: RouteReference, rollout: RoutedRollout, routes: RouteObjects): Routing {
    const object: TraefikService | undefined = routeObject(routes, route);
    const base = { source: "object", split: "regular", propagationMs: traefikTraits.propagationMs } as const;
    if (object === undefined) {
        const absent: RouteMisrouting = { kind: "routeFault", route, fault: { kind: "absent" } };
        return { ...base, weights: [{ ...route, weight: 0 }], misroutings: [absent] };
    }
    const services = servicesOf(rollout);
    const { services: listed = [], sticky } = object.spec?.weighted ?? {};
    const receivers = listed.map(({ kind = "Service", name = "", weight }) => ({
        label: `${kind} ${name}`,
        role: kind === "Service" ? roleOf(name, services) : undefined,
        name,
        weight,
    }));
    const { weight = 0, misroutings } = splitOf(route, "spec.weighted", receivers, 1);
    return {
        ...base,
        weights: [{ ...route, weight }],
        misroutings: [...misroutings, ...routeFaults(route, rollout, routes)],
        ...(sticky && { sticky: route }),
    };
}

/**
 * Finds routes past the weights: every rule of the same host and paths must lead to the TraefikService, and no rule of
 * the host directly to one of its Services. Rules of other paths of the host may lead to other apps.
 */
function routeFaults(route: RouteReference, rollout: RoutedRollout, routes: RouteObjects): RouteMisrouting[] {
    const services = servicesOf(rollout);
    const rules = ((routes.IngressRoute ?? []) as readonly IngressRoute[]).flatMap(({ metadata, spec }) =>
        (spec?.routes ?? []).map(({ match, services: to = [] }, index) => ({
            foreign: { kind: "IngressRoute" as const, name: metadata.name },
            place: `routes[${index}]`,
            match: matchOf(match),
            leads: to.length > 0 && to.every(({ kind, name }) => kind === "TraefikService" && name === route.name),
            direct: to.some(({ kind = "Service", name }) => kind === "Service" && roleOf(name, services) !== undefined),
        })),
    );
    const ours = rules.filter(({ leads }) => leads);
    const past = rules.filter(
        ({ leads, direct, match: { hosts, paths } }) =>
            !leads && ours.some(({ match }) => meet(hosts, match.hosts) && (direct || meet(paths, match.paths))),
    );
    return [
        ...(ours.length === 0 ? [{ kind: "routeFault", route, fault: { kind: "unused" } } as const] : []),
        ...past.map(
            ({ foreign, place }) =>
                ({ kind: "routeFault", route, fault: { kind: "foreignRoute", place, foreign } }) as const,
        ),
    ];
}
