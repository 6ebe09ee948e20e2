import type { RouteObject } from "../model/objects";

/** A receiver of requests in Traefik's objects. */
export interface TraefikReceiver {
    readonly name?: string;
    /** Service by default. */
    readonly kind?: string;
    /** That of the object by default. */
    readonly namespace?: string;
    readonly weight?: number;
}

/** The fields of a TraefikService that the router reads. */
export interface TraefikService extends RouteObject {
    readonly spec?: {
        readonly weighted?: {
            readonly services?: readonly TraefikReceiver[];
            readonly sticky?: { readonly cookie?: object };
        };
    };
}

/** The fields of an IngressRoute that the router reads. */
export interface IngressRoute extends RouteObject {
    readonly spec?: {
        /** Names of entry points; the default ones if absent. */
        readonly entryPoints?: readonly string[];
        readonly routes?: readonly { readonly match?: string; readonly services?: readonly TraefikReceiver[] }[];
    };
}

/** The answer of Traefik itself in a rule whose middlewares redirect. */
const redirecting = "noop@internal";

/** True for a rule that sends requests to no version, but elsewhere by its middlewares. */
export function isRedirect(services: readonly TraefikReceiver[]): boolean {
    return services.every(({ name }) => name === redirecting);
}
