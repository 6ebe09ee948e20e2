import { type KubernetesObject, namespaceOf } from "./objects";
import type { Reference } from "./relations";
import { gatewayApiPlugin, routersOf } from "./rollouts";
import { at, type Fields, fieldsAt, listAt, stringAt, stringsAt } from "./value";

/** Routers of `trafficRouting` whose objects the rules read. */
const knownRouters: readonly string[] = ["alb", "ambassador", "apisix", "istio", "nginx", "traefik"];

/** Returns the routers and plugins of a canary whose objects the rules do not read. */
export function unknownRoutersOf(canary: Fields): readonly string[] {
    const { plugins, ...routers } = routersOf(canary);
    return [
        ...Object.keys(routers).filter((name) => !knownRouters.includes(name)),
        ...Object.keys(fieldsAt(plugins)).flatMap((name) =>
            name === gatewayApiPlugin && !hasSelector(fieldsAt(plugins)[name]) ? [] : [`plugin ${name}`],
        ),
    ];
}

/** Returns the known routers of a canary that name no object for the weights. */
export function routersWithoutObject(canary: Fields, weighted: readonly WeightedObject[]): readonly string[] {
    const { plugins, ...routers } = routersOf(canary);
    const plugin = fieldsAt(plugins)[gatewayApiPlugin];
    // With fields that the rules do not read, such as a selector of routes, it may name one.
    const bare = plugin !== undefined && Object.keys(fieldsAt(plugin)).every((field) => field === "namespace");
    return [
        ...Object.keys(routers).filter((name) => knownRouters.includes(name)),
        ...(bare ? [gatewayApiPlugin] : []),
    ].filter((name) => !weighted.some(({ router }) => router === name));
}

/** True for a configuration of the Gateway API's plugin that finds routes by labels, which the rules do not read. */
function hasSelector(plugin: unknown): boolean {
    return Object.keys(fieldsAt(plugin)).some((field) => field.endsWith("Selector"));
}

/** An object in which the controller sets a canary's weights. */
export interface WeightedObject {
    readonly router: string;
    /** The object, by each API group that it may have. */
    readonly references: readonly Reference[];
    /** The names of the routes that are weighted; empty for all. */
    readonly routes: readonly string[];
}

/** Returns the objects that a canary's `trafficRouting` names. */
export function weightedObjectsOf(rollout: KubernetesObject, canary: Fields): readonly WeightedObject[] {
    const { nginx, alb, traefik, istio, apisix, ambassador, plugins } = routersOf(canary);
    const namespace = namespaceOf(rollout);
    const named = (router: string, groups: readonly string[], kind: string, names: readonly (string | undefined)[]) =>
        names
            .filter((name) => name !== undefined)
            .map((name): WeightedObject => ({
                router,
                references: groups.map((group) => ({ group, kind, name, namespace })),
                routes: [],
            }));
    const ingresses = ["networking.k8s.io"];
    return [
        ...named("nginx", ingresses, "Ingress", [
            stringAt(nginx, "stableIngress"),
            ...stringsAt(nginx, "stableIngresses"),
        ]),
        ...named("alb", ingresses, "Ingress", [stringAt(alb, "ingress"), ...stringsAt(alb, "ingresses")]),
        ...named("traefik", ["traefik.io", "traefik.containo.us"], "TraefikService", [
            stringAt(traefik, "weightedTraefikServiceName"),
        ]),
        ...named("ambassador", ["getambassador.io"], "Mapping", stringsAt(ambassador, "mappings")),
        ...named("apisix", ["apisix.apache.org"], "ApisixRoute", [stringAt(apisix, "route.name")]).map((one) => ({
            ...one,
            routes: stringsAt(apisix, "route.rules"),
        })),
        ...[at(istio, "virtualService"), ...listAt(istio, "virtualServices")].flatMap((service) =>
            virtualService(stringAt(service, "name"), stringsAt(service, "routes"), namespace),
        ),
        ...gatewayObjects(fieldsAt(fieldsAt(plugins)[gatewayApiPlugin]), namespace),
    ];
}

/** Returns a VirtualService, whose name may be followed by its namespace: `shop.istio-system`. */
function virtualService(
    given: string | undefined,
    routes: readonly string[],
    own: string | undefined,
): readonly WeightedObject[] {
    const [name, namespace = own] = given?.split(/\.(.*)/s) ?? [];
    const reference = { group: "networking.istio.io", kind: "VirtualService", namespace };
    return name === undefined ? [] : [{ router: "istio", references: [{ ...reference, name }], routes }];
}

/** Kinds of the Gateway API, by the plugin's field; the plural names several. */
const gatewayKinds = { httpRoute: "HTTPRoute", grpcRoute: "GRPCRoute", tcpRoute: "TCPRoute", tlsRoute: "TLSRoute" };

function gatewayObjects(plugin: Fields, own: string | undefined): readonly WeightedObject[] {
    const namespace = stringAt(plugin, "namespace") ?? own;
    const reference = { group: "gateway.networking.k8s.io", namespace };
    return Object.entries(gatewayKinds).flatMap(([field, kind]) =>
        [stringAt(plugin, field), ...listAt(plugin, `${field}s`).map((one) => stringAt(one, "name"))]
            .filter((name) => name !== undefined)
            .map((name) => ({ router: gatewayApiPlugin, references: [{ ...reference, kind, name }], routes: [] })),
    );
}
