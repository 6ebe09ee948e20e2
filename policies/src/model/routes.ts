import { annotationsOf, groupOf, type KubernetesObject } from "./objects";
import { at, fieldsAt, flatMapKnown, known, listAt, stringAt, stringsAt } from "./value";

/** A receiver of a route's requests. */
export interface Destination {
    /** Service, or a kind that spreads requests over Services, such as TraefikService. */
    readonly kind: string;
    readonly name: string;
    /** The subset of an Istio destination. */
    readonly subset?: string;
    readonly hasWeight: boolean;
}

/** A rule of an object by which a router sends requests. */
export interface Route {
    /** Place in messages, such as `route primary`. */
    readonly place: string;
    readonly name?: string;
    /** The hosts whose requests it takes; empty for all. */
    readonly hosts: readonly string[];
    readonly to: readonly Destination[];
}

type Reader = (object: KubernetesObject) => readonly Route[];

const readers: Readonly<Record<string, Reader>> = {
    "networking.k8s.io/Ingress": ingressRoutes,
    "gateway.networking.k8s.io/HTTPRoute": gatewayRoutes,
    "gateway.networking.k8s.io/GRPCRoute": gatewayRoutes,
    "gateway.networking.k8s.io/TLSRoute": gatewayRoutes,
    "gateway.networking.k8s.io/TCPRoute": gatewayRoutes,
    "traefik.io/IngressRoute": traefikRoutes,
    "traefik.containo.us/IngressRoute": traefikRoutes,
    "traefik.io/TraefikService": traefikService,
    "traefik.containo.us/TraefikService": traefikService,
    "networking.istio.io/VirtualService": istioRoutes,
    "apisix.apache.org/ApisixRoute": apisixRoutes,
    "getambassador.io/Mapping": ({ body }) => {
        const host = stringAt(body, "spec.hostname") ?? stringAt(body, "spec.host");
        return [
            {
                place: "",
                hosts: hostsOf(host),
                to: services([stringAt(body, "spec.service")?.replace(/^\w+:\/\//, "")]),
            },
        ];
    },
    "route.openshift.io/Route": ({ body }) => {
        const names = [at(body, "spec.to"), ...listAt(body, "spec.alternateBackends")].map((one) =>
            stringAt(one, "name"),
        );
        return [{ place: "", hosts: hostsOf(stringAt(body, "spec.host")), to: services(names) }];
    },
};

/** Returns the routes of an object of a router; none for any other object, and for the controller's copy of an Ingress. */
export function routesOf(object: KubernetesObject): readonly Route[] {
    return isCanaryCopy(object) ? [] : (readers[`${groupOf(object)}/${object.kind}`]?.(object) ?? []);
}

/** True for the controller's copy of an Ingress, which gets the canary's share. */
export function isCanaryCopy(object: KubernetesObject): boolean {
    return known(annotationsOf(object)["nginx.ingress.kubernetes.io/canary"]) === "true";
}

/** True when two routes may take requests of the same host. */
export function shareHost(one: readonly string[], other: readonly string[]): boolean {
    const fits = (wildcard: string, host: string) => wildcard.startsWith("*") && host.endsWith(wildcard.slice(1));
    return (
        one.length === 0 ||
        other.length === 0 ||
        one.some((a) => other.some((b) => a === b || fits(a, b) || fits(b, a)))
    );
}

function ingressRoutes({ body }: KubernetesObject): readonly Route[] {
    const fallback = stringAt(body, "spec.defaultBackend.service.name");
    return [
        ...flatMapKnown(listAt(body, "spec.rules"), (rule, index) => {
            const names = listAt(rule, "http.paths").map((path) => stringAt(path, "backend.service.name"));
            return [{ place: `rules[${index}]`, hosts: hostsOf(stringAt(rule, "host")), to: services(names) }];
        }),
        ...(fallback === undefined ? [] : [{ place: "defaultBackend", hosts: [], to: services([fallback]) }]),
    ];
}

function gatewayRoutes({ body }: KubernetesObject): readonly Route[] {
    const hosts = stringsAt(body, "spec.hostnames");
    return flatMapKnown(listAt(body, "spec.rules"), (rule, index) => [
        { place: `rules[${index}]`, hosts, to: entries(listAt(rule, "backendRefs")) },
    ]);
}

function traefikRoutes({ body }: KubernetesObject): readonly Route[] {
    return flatMapKnown(listAt(body, "spec.routes"), (route, index) => {
        const matchers = [...(stringAt(route, "match") ?? "").matchAll(/\bHost\(([^)]*)\)/g)];
        const hosts = matchers.flatMap(([, list = ""]) =>
            [...list.matchAll(/[`"]([^`"]+)[`"]/g)].map(([, host = ""]) => host),
        );
        return [{ place: `routes[${index}]`, hosts, to: entries(listAt(route, "services")) }];
    });
}

function traefikService({ body }: KubernetesObject): readonly Route[] {
    return [{ place: "weighted", hosts: [], to: entries(listAt(body, "spec.weighted.services")) }];
}

function istioRoutes({ body }: KubernetesObject): readonly Route[] {
    const hosts = stringsAt(body, "spec.hosts").filter((host) => host !== "*");
    return ["http", "tls", "tcp"].flatMap((protocol) =>
        flatMapKnown(listAt(body, `spec.${protocol}`), (route, index) => {
            const name = stringAt(route, "name");
            const to = listAt(route, "route").flatMap((one) => {
                const host = stringAt(one, "destination.host");
                const subset = stringAt(one, "destination.subset");
                return services([host]).map((service) => ({ ...service, subset, hasWeight: has(one, "weight") }));
            });
            return [{ place: name === undefined ? `${protocol}[${index}]` : `route ${name}`, name, hosts, to }];
        }),
    );
}

function apisixRoutes({ body }: KubernetesObject): readonly Route[] {
    return flatMapKnown(listAt(body, "spec.http"), (route, index) => {
        const name = stringAt(route, "name");
        const names = listAt(route, "backends").map((backend) => stringAt(backend, "serviceName"));
        const hosts = stringsAt(route, "match.hosts");
        return [{ place: name === undefined ? `http[${index}]` : `route ${name}`, name, hosts, to: services(names) }];
    });
}

/** Returns the destinations of a list whose items have a kind, Service by default, and a name. */
function entries(list: readonly unknown[]): readonly Destination[] {
    return list.flatMap((item) => {
        const name = stringAt(item, "name");
        const kind = stringAt(item, "kind") ?? "Service";
        return name === undefined ? [] : [{ kind, name, hasWeight: has(item, "weight") }];
    });
}

/** Returns Services by their names, which may be hosts such as `shop.demo.svc.cluster.local`. */
function services(hosts: readonly (string | undefined)[]): readonly Destination[] {
    const names = hosts.filter((host) => host !== undefined).map((host) => host.replace(/[.:/].*$/, ""));
    return [...new Set(names)].map((name) => ({ kind: "Service", name, hasWeight: false }));
}

function hostsOf(host: string | undefined): readonly string[] {
    return host === undefined || host === "*" ? [] : [host];
}

function has(item: unknown, field: string): boolean {
    return fieldsAt(item)[field] !== undefined;
}
