import type { RouteObject } from "../model/objects";

/** A receiver of requests in a rule of an HTTPRoute. */
export interface BackendRef {
    readonly name?: string;
    /** Service by default. */
    readonly kind?: string;
    readonly weight?: number;
}

/** A rule of an HTTPRoute. */
export interface HTTPRouteRule {
    readonly name?: string;
    readonly matches?: readonly {
        readonly path?: { readonly type?: string; readonly value?: string };
        readonly headers?: readonly object[];
        readonly queryParams?: readonly object[];
        readonly method?: string;
    }[];
    readonly backendRefs?: readonly BackendRef[];
    readonly filters?: readonly { readonly type?: string }[];
    readonly sessionPersistence?: object;
}

/** A Gateway, or another parent, of an HTTPRoute. */
export interface ParentRef {
    /** Gateway by default. */
    readonly kind?: string;
    readonly name?: string;
    /** That of the route by default. */
    readonly namespace?: string;
    /** Name of a listener; all of them if absent, and so for the port. */
    readonly sectionName?: string;
    readonly port?: number;
}

/** A condition of an HTTPRoute at one of its parents. */
export interface RouteCondition {
    readonly type: string;
    readonly status?: string;
    readonly message?: string;
    readonly observedGeneration?: number;
}

/** The fields of an HTTPRoute that the router reads. */
export interface HTTPRoute extends RouteObject {
    readonly spec?: {
        readonly parentRefs?: readonly ParentRef[];
        readonly hostnames?: readonly string[];
        readonly rules?: readonly HTTPRouteRule[];
    };
    readonly status?: {
        readonly parents?: readonly {
            readonly parentRef?: { readonly kind?: string; readonly name?: string };
            readonly controllerName?: string;
            readonly conditions?: readonly RouteCondition[];
        }[];
    };
}

/** True for a rule that takes only some requests of its paths, by a header or the like. */
export function isSelective({ matches = [] }: HTTPRouteRule): boolean {
    return (
        matches.length > 0 &&
        matches.every(
            ({ headers = [], queryParams = [], method }) =>
                headers.length > 0 || queryParams.length > 0 || method !== undefined,
        )
    );
}

/** True for a rule that sends no requests to a Service, but elsewhere. */
export function isRedirect({ backendRefs = [], filters = [] }: HTTPRouteRule): boolean {
    return backendRefs.length === 0 && filters.some(({ type }) => type === "RequestRedirect");
}

/** True when two routes get requests of the same listener. */
export function haveCommonParent(
    { metadata: one, spec: ours }: HTTPRoute,
    { metadata: other, spec: theirs }: HTTPRoute,
) {
    const meet = <Value>(a: Value | undefined, b: Value | undefined) => a === undefined || b === undefined || a === b;
    return (ours?.parentRefs ?? []).some((a) =>
        (theirs?.parentRefs ?? []).some(
            (b) =>
                (a.kind ?? "Gateway") === (b.kind ?? "Gateway") &&
                a.name === b.name &&
                (a.namespace ?? one.namespace) === (b.namespace ?? other.namespace) &&
                meet(a.sectionName, b.sectionName) &&
                meet(a.port, b.port),
        ),
    );
}

/** Returns the paths of a rule, each with its type; without a match it takes all of the host. */
export function pathsOf({ matches = [{}] }: HTTPRouteRule): string[] {
    return matches.map(({ path: { type = "PathPrefix", value = "/" } = {} }) => `${type} ${value}`);
}
