import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import type { RouteMisrouting } from "../model/misrouting";
import { type RoutedRollout, servicesOf, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing } from "../model/router";
import { meet, meetOrAny, roleOf, splitOf } from "../model/split";
import { matchOf } from "./match";
import { type IngressRoute, isRedirect, type TraefikReceiver, type TraefikService } from "./objects";

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
    const { leading, past } = rulesOf(route, rollout, routes);
    return {
        ...base,
        weights: [{ ...route, weight }],
        misroutings: [
            ...misroutings,
            ...past.map(
                ({ place, foreign }) =>
                    ({ kind: "routeFault", route, fault: { kind: "foreignRoute", place, foreign } }) as const,
            ),
        ],
        ...(sticky?.cookie && { sticky: route }),
        // An IngressRoute of another namespace may lead to it.
        ...(leading.length === 0 && { unrouted: route }),
    };
}

/** A rule of an IngressRoute. */
interface Rule {
    readonly foreign: RouteReference;
    readonly place: string;
    readonly entryPoints: readonly string[];
    readonly match: ReturnType<typeof matchOf>;
    readonly to: readonly TraefikReceiver[];
}

/**
 * Returns the rules that lead to the TraefikService, and those past it: of the same host and paths to another receiver,
 * or of the host directly to one of its Services. Rules of other paths, of some requests only, or of other entry points may
 * lead to other apps, and redirects lead to none.
 */
function rulesOf(
    route: RouteReference,
    rollout: RoutedRollout,
    routes: RouteObjects,
): { readonly leading: readonly Rule[]; readonly past: readonly Rule[] } {
    const services = servicesOf(rollout);
    const isHere = ({ namespace = rollout.metadata.namespace }: TraefikReceiver) =>
        namespace === rollout.metadata.namespace;
    const rules = ((routes.IngressRoute ?? []) as readonly IngressRoute[]).flatMap(({ metadata, spec }) =>
        (spec?.routes ?? []).map(({ match, services: to = [] }, index): Rule => ({
            foreign: { kind: "IngressRoute", name: metadata.name },
            place: `routes[${index}]`,
            entryPoints: spec?.entryPoints ?? [],
            match: matchOf(match),
            to,
        })),
    );
    const leads = ({ to }: Rule) =>
        to.length > 0 && to.every((one) => one.kind === "TraefikService" && one.name === route.name && isHere(one));
    const isDirect = ({ to }: Rule) =>
        to.some(
            (one) => (one.kind ?? "Service") === "Service" && roleOf(one.name, services) !== undefined && isHere(one),
        );
    const leading = rules.filter(leads);
    const takesFrom = (rule: Rule, own: Rule) =>
        meetOrAny(rule.entryPoints, own.entryPoints) &&
        meet(rule.match.hosts, own.match.hosts) &&
        (isDirect(rule) || (!rule.match.selective && meet(rule.match.paths, own.match.paths)));
    const past = rules.filter(
        (rule) => !leads(rule) && !isRedirect(rule.to) && leading.some((own) => takesFrom(rule, own)),
    );
    return { leading, past };
}
