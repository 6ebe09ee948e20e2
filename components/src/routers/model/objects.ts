/** The metadata of an object that routers read. */
export interface RouteMetadata {
    readonly name: string;
    readonly namespace?: string;
    readonly uid?: string;
    /** In whole seconds. */
    readonly creationTimestamp?: string;
    readonly generation?: number;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly ownerReferences?: {
        readonly uid: string;
        readonly kind: string;
        readonly name?: string;
        readonly controller?: boolean;
    }[];
    readonly managedFields?: {
        readonly manager?: string;
        readonly operation?: string;
        readonly subresource?: string;
        readonly time?: string;
        /** Fields as nested objects, whose keys are `f:NAME`. */
        readonly fieldsV1?: object;
    }[];
}

/** An object of a router; each router knows the fields of its kinds, and everything may be absent on the wire. */
export interface RouteObject {
    readonly metadata: RouteMetadata;
    readonly spec?: object;
    readonly status?: object;
}

/** The kind of an object that a router reads. */
export type RouteKind =
    "Ingress" | "TraefikService" | "IngressRoute" | "HTTPRoute" | "VirtualService" | "DestinationRule";

/** Kinds of objects that routers read, with the group and version in which every supported release serves them. */
export const routeKinds = {
    Ingress: { apiVersion: "networking.k8s.io/v1", plural: "ingresses" },
    TraefikService: { apiVersion: "traefik.io/v1alpha1", plural: "traefikservices" },
    IngressRoute: { apiVersion: "traefik.io/v1alpha1", plural: "ingressroutes" },
    HTTPRoute: { apiVersion: "gateway.networking.k8s.io/v1", plural: "httproutes" },
    // Istio serves v1 since 1.22, and v1beta1 since 1.5.
    VirtualService: { apiVersion: "networking.istio.io/v1beta1", plural: "virtualservices" },
    DestinationRule: { apiVersion: "networking.istio.io/v1beta1", plural: "destinationrules" },
} as const satisfies Record<RouteKind, { readonly apiVersion: string; readonly plural: string }>;

/** Returns the API path of all objects of a kind in a namespace. */
export function routePath(kind: RouteKind, namespace: string): string {
    const { apiVersion, plural } = routeKinds[kind];
    return `/apis/${apiVersion}/namespaces/${namespace}/${plural}`;
}

/** The objects of each kind that is watched, those of other apps included. */
export type RouteObjects = { readonly [Kind in RouteKind]?: readonly RouteObject[] };

/** The name of a router's object. */
export interface RouteReference {
    readonly kind: RouteKind;
    readonly name: string;
}

/** A collection that a router reads. */
export interface WatchedRoutes {
    readonly kind: RouteKind;
    /** Undefined: that of the Rollout. */
    readonly namespace?: string;
}

/** Returns an object by its name; `namespace`: where those of several namespaces are watched. */
export function routeObject(
    routes: RouteObjects,
    { kind, name }: RouteReference,
    namespace?: string,
): RouteObject | undefined {
    return routes[kind]?.find(
        ({ metadata }) =>
            metadata.name === name && (metadata.namespace ?? namespace) === (namespace ?? metadata.namespace),
    );
}
