import type { RouteMetadata } from "./objects";

/** The traffic routing of a Rollout; several routers may be set at once. */
export interface TrafficRouting {
    readonly maxTrafficWeight?: number;
    readonly managedRoutes?: readonly { readonly name: string }[];
    readonly nginx?: {
        readonly stableIngress?: string;
        readonly stableIngresses?: string[];
        readonly annotationPrefix?: string;
    };
    readonly [router: string]: unknown;
}

/** A version's part of the weights in a Rollout's status: what the controller asked its routers for. */
export interface StatusWeight {
    readonly weight?: number;
    readonly podTemplateHash?: string;
}

/** The part of a Rollout that routers read. */
export interface RoutedRollout {
    readonly metadata: RouteMetadata;
    readonly spec?: {
        readonly strategy?: {
            readonly canary?: {
                readonly canaryService?: string;
                readonly stableService?: string;
                readonly pingPong?: { readonly pingService?: string; readonly pongService?: string };
                readonly trafficRouting?: TrafficRouting;
            };
        };
    };
    readonly status?: {
        readonly currentPodHash?: string;
        readonly stableRS?: string;
        readonly canary?: {
            /** The Service that is stable now, if the two change places with each version. */
            readonly stablePingPong?: string;
            readonly weights?: { readonly canary?: StatusWeight; readonly stable?: StatusWeight };
        };
    };
}

/** The Services between which a rollout's routers split the requests. */
export interface Services {
    readonly stable: string;
    readonly canary: string;
}

/** Returns the Services of a rollout; undefined if one is not declared. */
export function servicesOf({ spec, status }: RoutedRollout): Services | undefined {
    const { stableService, canaryService, pingPong } = spec?.strategy?.canary ?? {};
    const { pingService, pongService } = pingPong ?? {};
    const isPing = status?.canary?.stablePingPong === "ping";
    const [stable, canary] =
        pingPong === undefined
            ? [stableService, canaryService]
            : isPing
              ? [pingService, pongService]
              : [pongService, pingService];
    return stable === undefined || canary === undefined ? undefined : { stable, canary };
}

/** Returns the traffic routing of a rollout; empty without one. */
export function trafficRoutingOf({ spec }: RoutedRollout): TrafficRouting {
    return spec?.strategy?.canary?.trafficRouting ?? {};
}
