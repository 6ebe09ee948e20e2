import type { RouteObject } from "../model/objects";

/** A receiver of requests in Traefik's objects. */
export interface TraefikReceiver {
    readonly name?: string;
    /** Service by default. */
    readonly kind?: string;
    readonly weight?: number;
}

/** The fields of a TraefikService that the router reads. */
export interface TraefikService extends RouteObject {
    readonly spec?: {
        readonly weighted?: { readonly services?: readonly TraefikReceiver[]; readonly sticky?: object };
    };
}

/** The fields of an IngressRoute that the router reads. */
export interface IngressRoute extends RouteObject {
    readonly spec?: {
        readonly routes?: readonly { readonly match?: string; readonly services?: readonly TraefikReceiver[] }[];
    };
}

/** The requests that a rule of Traefik matches; empty for all. */
export interface TraefikMatch {
    readonly hosts: readonly string[];
    readonly paths: readonly string[];
}

/** Reads the hosts and paths of a rule such as Host(`a.example`) && PathPrefix(`/api`). */
export function matchOf(rule = ""): TraefikMatch {
    const valuesOf = (matcher: RegExp) =>
        [...rule.matchAll(matcher)].flatMap(([, list = ""]) =>
            [...list.matchAll(/[`"]([^`"]+)[`"]/g)].map(([, value = ""]) => value),
        );
    return { hosts: valuesOf(/\bHost\(([^)]*)\)/g), paths: valuesOf(/\bPath(?:Prefix)?\(([^)]*)\)/g) };
}
