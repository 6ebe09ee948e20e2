import type { IstioRoute, VirtualService, VirtualServiceReference } from "./objects";

/** A rule whose weights the controller sets. */
export interface WeightedRoute {
    readonly place: string;
    readonly rule: IstioRoute;
}

/** A rule that the controller looks for: none if there is no such rule. */
interface WantedRoute {
    readonly place: string;
    readonly rule: IstioRoute | undefined;
}

/** Returns the rules whose weights the controller sets, as it finds them, and the places where it finds none. */
export function weightedRoutes(
    { routes, tlsRoutes, tcpRoutes }: VirtualServiceReference,
    { spec = {} }: VirtualService,
) {
    const { http = [], tls = [], tcp = [] } = spec;
    const wanted = [
        ...wantedHttp(routes, http, tls.length + tcp.length > 0),
        ...wantedByPort("tls", tls, tlsRoutes),
        ...wantedByPort("tcp", tcp, tcpRoutes),
    ];
    return {
        found: wanted.flatMap(({ place, rule }): WeightedRoute[] => (rule === undefined ? [] : [{ place, rule }])),
        missing: wanted.filter(({ rule }) => rule === undefined).map(({ place }) => place),
    };
}

/** Returns the named rules, or the only one, or the first without a name (Argo's getHttpRouteIndexesToPatch). */
function wantedHttp(names: readonly string[], http: readonly IstioRoute[], others: boolean): WantedRoute[] {
    if (names.length > 0) {
        return names.map((name) => ({ place: `route ${name}`, rule: http.find((rule) => rule.name === name) }));
    }
    const single = http.length === 1 ? http[0] : http.find(({ name = "" }) => name === "");
    return http.length === 0 && others ? [] : [{ place: "http", rule: single }];
}

/**
 * Returns every rule with one of the ports and SNI hosts, or the first rule if none are named (Argo's
 * getTlsRouteIndexesToPatch and getTcpRouteIndexesToPatch).
 */
function wantedByPort(
    kind: "tls" | "tcp",
    all: readonly IstioRoute[],
    named: readonly { readonly port?: number; readonly sniHosts?: readonly string[] }[],
): WantedRoute[] {
    if (named.length === 0) {
        return all.slice(0, 1).map((rule) => ({ place: `${kind}[0]`, rule }));
    }
    return named.flatMap(({ port = 0, sniHosts = [] }): WantedRoute[] => {
        const hosts = sniHosts.length === 0 ? "" : ` (${sniHosts.join(", ")})`;
        const place = `${kind} port ${port}${hosts}`;
        const found = all.filter((rule) => hasOnly(rule, port, sniHosts));
        return found.length === 0 ? [{ place, rule: undefined }] : found.map((rule) => ({ place, rule }));
    });
}

/** True for a rule all of whose matches have this port, 0 for none, and together these SNI hosts. */
function hasOnly({ match = [] }: IstioRoute, port: number, sniHosts: readonly string[]): boolean {
    const ports = new Set(match.map((one) => one.port ?? 0));
    const hosts = new Set(match.flatMap((one) => one.sniHosts ?? []));
    return (
        (ports.size === 0 ? port === 0 : ports.size === 1 && ports.has(port)) &&
        hosts.size === sniHosts.length &&
        sniHosts.every((host) => hosts.has(host))
    );
}
