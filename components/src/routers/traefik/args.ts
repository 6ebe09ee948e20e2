import type { CanaryRoute } from "../model/rule";

/** Traefik, by a TraefikService that splits and an IngressRoute that leads to it. */
export interface TraefikRouterArgs {
    readonly kind: "traefik";
    /** Hosts and paths that go to the app, at least one. */
    readonly routes: readonly CanaryRoute[];
    /**
     * Names of Traefik's entry points.
     * @default - all of them
     */
    readonly entryPoints?: readonly string[];
    /**
     * Name of the Secret with the hosts' certificate.
     * @default - none: HTTP only
     */
    readonly tlsSecret?: string;
}
