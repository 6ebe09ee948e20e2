import type { RouteMisrouting } from "../model/misrouting";
import { routeObject, type RouteObjects, type RouteReference } from "../model/objects";
import { type RoutedRollout, servicesOf, type Services, trafficRoutingOf } from "../model/rollout";
import type { Router, RouterTraits, Routing, RouteWeight } from "../model/router";
import { meet, roleOf, splitOf } from "../model/split";
import { haveCommonParent, type HTTPRoute, type HTTPRouteRule, isRedirect, isSelective, pathsOf } from "./objects";
import { pluginRoutesOf } from "./plugin";

/** The traits of the Gateway API by Argo's plugin, which updates HTTPRoutes. */
export const gatewayApiTraits: RouterTraits = {
    controllerRules: [
        { apiGroups: ["gateway.networking.k8s.io"], resources: ["httproutes"], verbs: ["get", "list", "update"] },
    ],
    // The lists are atomic: an apply without weights would give both versions half of the requests.
    ignoreChanges: ["spec.rules"],
    // The plugin computes the stable weight as 100 less the canary's.
    takesMaxTrafficWeight: false,
    rejectedSteps: {},
    // Measured were 0.1 s (Envoy Gateway) to 2.6 s (Traefik); field reports have up to 5 s (HAProxy).
    propagationMs: 6_000,
};

/** Controllers whose data plane gives each version its turn. */
const regular = ["traefik.io/gateway-controller", "gateway.envoyproxy.io/gatewayclass-controller"];

/** Returns the router of a rollout's HTTPRoutes; undefined if it has none. */
export function gatewayApiRouter(rollout: RoutedRollout): Router | undefined {
    const { names = [], namespace } = pluginRoutesOf(rollout) ?? {};
    return names.length === 0
        ? undefined
        : {
              name: "gatewayApi",
              watched: () => [{ kind: "HTTPRoute", ...(namespace !== undefined && { namespace }) }],
              read: (of, routes) => read(names, of, routes),
          };
}

function read(names: readonly string[], rollout: RoutedRollout, routes: RouteObjects): Routing {
    const references = names.map((name): RouteReference => ({ kind: "HTTPRoute", name }));
    const objects = references.flatMap((route): HTTPRoute[] => {
        const object = routeObject(routes, route);
        return object === undefined ? [] : [object];
    });
    const states = references.map((route) => readRoute(route, names, rollout, routes));
    const parents = objects.flatMap(({ status }) => status?.parents ?? []);
    const services = servicesOf(rollout);
    const keepsSessions = (rule: HTTPRouteRule) => rule.sessionPersistence !== undefined && isOurs(rule, services);
    const sticky = objects.find(({ spec }) => spec?.rules?.some(keepsSessions));
    return {
        source: "object",
        weights: states.flatMap(({ weights }) => weights),
        misroutings: states.flatMap(({ misroutings }) => misroutings),
        split:
            parents.length > 0 && parents.every(({ controllerName = "" }) => regular.includes(controllerName))
                ? "regular"
                : "random",
        propagationMs: gatewayApiTraits.propagationMs,
        ...(sticky && { sticky: { kind: "HTTPRoute", name: sticky.metadata.name } }),
    };
}

/** Reads one HTTPRoute: a weight of each rule that splits, so that two rules that differ are two weights. */
function readRoute(
    route: RouteReference,
    names: readonly string[],
    rollout: RoutedRollout,
    routes: RouteObjects,
): { weights: RouteWeight[]; misroutings: RouteMisrouting[] } {
    const object: HTTPRoute | undefined = routeObject(routes, route);
    if (object === undefined) {
        return {
            weights: [{ ...route, weight: 0 }],
            misroutings: [{ kind: "routeFault", route, fault: { kind: "absent" } }],
        };
    }
    const services = servicesOf(rollout);
    const rules = (object.spec?.rules ?? []).map((rule, index) => ({ rule, place: `rules[${index}]` }));
    const managed = (trafficRoutingOf(rollout).managedRoutes ?? []).map(({ name }) => name);
    const split = rules
        .filter(({ rule }) => !isHeaderRule(rule, services, managed) && isOurs(rule, services))
        .map(({ rule, place }) => splitOf(route, place, receiversOf(rule, services), 1));
    const weights = split.flatMap(({ weight }) => (weight === undefined ? [] : [{ ...route, weight }]));
    const none: RouteMisrouting[] =
        split.length === 0 ? [{ kind: "routeFault", route, fault: { kind: "noPair", place: "spec.rules" } }] : [];
    return {
        weights: weights.length === 0 ? [{ ...route, weight: 0 }] : weights,
        misroutings: [
            ...none,
            ...split.flatMap(({ misroutings }) => misroutings),
            ...rejections(route, object, services),
            ...foreignRoutes(route, object, services, otherRoutes(names, routes)),
        ],
    };
}

function receiversOf({ backendRefs = [] }: HTTPRouteRule, services: Services | undefined) {
    return backendRefs.map(({ kind = "Service", name = "", weight }) => ({
        label: `${kind} ${name}`,
        role: kind === "Service" ? roleOf(name, services) : undefined,
        name,
        weight,
    }));
}

/** True for a rule that names one of the Services; rules of other paths may lead to other apps. */
function isOurs(rule: HTTPRouteRule, services: Services | undefined): boolean {
    return receiversOf(rule, services).some(({ role }) => role !== undefined);
}

/**
 * True for a rule that sends the requests with some header to one version, as the plugin adds them for `setHeaderRoute`
 * and testers write them.
 */
function isHeaderRule(rule: HTTPRouteRule, services: Services | undefined, managed: readonly string[]): boolean {
    const { name = "" } = rule;
    // The plugin numbers the rules after the first.
    if (managed.includes(name) || managed.includes(name.replace(/-\d+$/, ""))) {
        return true;
    }
    const roles = receiversOf(rule, services).map(({ role }) => role);
    return isSelective(rule) && new Set(roles).size === 1;
}

/**
 * Finds conditions that reject the current generation; absent and older ones prove nothing. `ResolvedRefs` is about every
 * receiver, so that it counts only if all are the rollout's: the missing Service of another app is no fault of this one.
 */
function rejections(
    route: RouteReference,
    { metadata, spec, status }: HTTPRoute,
    services: Services | undefined,
): RouteMisrouting[] {
    const receivers = (spec?.rules ?? []).flatMap((rule) => receiversOf(rule, services));
    const allOurs = receivers.every(({ role }) => role !== undefined);
    return (status?.parents ?? []).flatMap(({ parentRef = {}, conditions = [] }) =>
        conditions
            .filter(
                ({ type, status: value, observedGeneration }) =>
                    (type === "Accepted" || (type === "ResolvedRefs" && allOurs)) &&
                    value === "False" &&
                    observedGeneration === metadata.generation,
            )
            .map(({ type, message = "" }): RouteMisrouting => {
                const parent = `${parentRef.kind ?? "Gateway"} ${parentRef.name ?? ""}`;
                return { kind: "routeFault", route, fault: { kind: "notAccepted", condition: type, parent, message } };
            }),
    );
}

/** Returns the routes that the plugin does not write. */
function otherRoutes(names: readonly string[], { HTTPRoute = [] }: RouteObjects): readonly HTTPRoute[] {
    return HTTPRoute.filter(({ metadata }) => !names.includes(metadata.name));
}

/**
 * Finds rules of other routes of the host that take the same requests, or lead to one of the Services past the weights.
 * Redirects and rules for requests with some header are left alone, and so are other hosts, such as one for testers, and
 * other listeners.
 */
function foreignRoutes(
    route: RouteReference,
    own: HTTPRoute,
    services: Services | undefined,
    others: readonly HTTPRoute[],
): RouteMisrouting[] {
    const ours = (own.spec?.rules ?? []).filter((rule) => isOurs(rule, services)).flatMap(pathsOf);
    const hostsOf = ({ spec }: HTTPRoute) => spec?.hostnames ?? [];
    return others
        .filter((other) => haveCommonParent(other, own) && meet(hostsOf(other), hostsOf(own)))
        .flatMap(({ metadata, spec }) =>
            (spec?.rules ?? []).flatMap((rule, index): RouteMisrouting[] => {
                const roles = receiversOf(rule, services).map(({ role }) => role);
                // The plugin may find it by labels.
                const splits = roles.includes("canary") && roles.includes("stable");
                const takes = isOurs(rule, services) || meet(pathsOf(rule), ours);
                if (!takes || splits || isSelective(rule) || isRedirect(rule)) {
                    return [];
                }
                const foreign: RouteReference = { kind: "HTTPRoute", name: metadata.name };
                return [
                    { kind: "routeFault", route, fault: { kind: "foreignRoute", place: `rules[${index}]`, foreign } },
                ];
            }),
        );
}
