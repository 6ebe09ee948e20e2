import type { RouteMisrouting } from "./misrouting";
import type { RouteObjects, RouteReference, WatchedRoutes } from "./objects";
import type { RoutedRollout } from "./rollout";

/** An object's weight of the canary, in percent. */
export interface RouteWeight extends RouteReference {
    readonly weight: number;
}

/**
 * A router's way of splitting requests: `regular` gives each version its turn, such as every tenth request; `random`
 * draws for each request.
 */
export type Split = "regular" | "random";

/**
 * The place of the weights that the gate reads: the object that the data plane applies (`object`), an annotation that
 * another controller applies at a cloud (`annotation`), or the Rollout's own status, which holds what was asked for
 * (`status`).
 */
export type WeightSource = "object" | "annotation" | "status";

/** The state of a rollout's traffic at one router. */
export interface Routing {
    readonly source: WeightSource;
    /** Of each object with a weight; all must agree. Empty if the source is the status. */
    readonly weights: readonly RouteWeight[];
    /** Faults of the objects, and objects of others between the rollout and its traffic. */
    readonly misroutings: readonly RouteMisrouting[];
    readonly split: Split;
    /** The time in which the data plane applies a new weight, and open requests end; in milliseconds. */
    readonly propagationMs: number;
    /** The object that keeps the requests of a session at one version, so that shares do not follow the weight. */
    readonly sticky?: RouteReference;
    /** An object to which no route leads that the gate reads: only the share of the requests shows that its weights apply. */
    readonly unrouted?: RouteReference;
}

/** A rule of the controller's role that a router needs. */
export interface ControllerRule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
}

/** A traffic router of Argo Rollouts. */
export interface Router {
    /** Its name in the evidence: that of `trafficRouting`, or of the plugin. */
    readonly name: string;
    /** Returns the collections to watch. */
    watched(rollout: RoutedRollout): readonly WatchedRoutes[];
    /** Reads the weights and the faults of its objects. */
    read(rollout: RoutedRollout, routes: RouteObjects): Routing;
}

/** The part of a router that does not depend on a rollout. */
export interface RouterTraits {
    /** Permissions of the Argo Rollouts controller that only this router needs. */
    readonly controllerRules: readonly ControllerRule[];
    /** Fields that the controller writes, and Pulumi must not take back; such an object is never applied by force. */
    readonly ignoreChanges: readonly string[];
    /** `maxTrafficWeight` changes the unit of its weights. */
    readonly takesMaxTrafficWeight: boolean;
    /** Steps of Argo that it cannot do, with the reason. */
    readonly rejectedSteps: Readonly<Record<string, string>>;
    /** The default of {@link Routing.propagationMs}. */
    readonly propagationMs: number;
}
