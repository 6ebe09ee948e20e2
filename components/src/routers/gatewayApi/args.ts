import type { CanaryRoute } from "../model/rule";

/** The Gateway API, by an HTTPRoute for each host, which Argo's plugin weights. */
export interface GatewayApiRouterArgs {
    readonly kind: "gatewayApi";
    /** Hosts and paths that go to the app, at least one. */
    readonly routes: readonly CanaryRoute[];
    /** The Gateway of the routes: one that exists, or one that the app gets. */
    readonly gateway: ExistingGateway | OwnGateway;
}

/** A Gateway of another stack, which admits the app's namespace. */
export interface ExistingGateway {
    readonly name: string;
    /** @default - the app's namespace */
    readonly namespace?: string;
    /**
     * Name of a listener.
     * @default - all of them
     */
    readonly sectionName?: string;
}

/** A Gateway for the app alone, with one listener for HTTP. */
export interface OwnGateway {
    readonly className: string;
    /**
     * The listener's port. Traefik takes only that of an entry point.
     * @default 80
     */
    readonly port?: number;
}
