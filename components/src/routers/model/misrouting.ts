import type { RouteReference } from "./objects";

/** The controller of an Ingress other than the rollout. */
export interface ForeignOwner {
    readonly kind: string;
    readonly name: string;
    /** A deleted object of the rollout's own name. */
    readonly earlier?: boolean;
}

/** A fault of an object by which requests do not follow its weights. `place`: the rule, such as `rules[1]`. */
export type RouteFault =
    /** The object does not exist. */
    | { readonly kind: "absent" }
    /** A Service of the pair has no weight, which means 1. */
    | { readonly kind: "unsetWeight"; readonly place: string; readonly service: string }
    /** The rule does not split between the two Services, so that it has no weight of the canary. */
    | { readonly kind: "noPair"; readonly place: string }
    /** The rule sends requests to a third receiver too. */
    | { readonly kind: "otherReceiver"; readonly place: string; readonly receiver: string }
    /** Another object takes requests of the same host, or of the Services, past the weights. */
    | { readonly kind: "foreignRoute"; readonly place: string; readonly foreign: RouteReference }
    /** No route leads to the object. */
    | { readonly kind: "unused" }
    /** The router has rejected the current generation. */
    | { readonly kind: "notAccepted"; readonly condition: string; readonly parent: string; readonly message: string }
    /** A subset of an Istio DestinationRule selects another version. */
    | {
          readonly kind: "subset";
          readonly subset: string;
          readonly actual: string;
          readonly expected: readonly string[];
      };

/** A misrouting that a router finds in its objects. */
export type RouteMisrouting =
    /** A canary Ingress that the controller does not touch. No owner: it has no controller at all. */
    | {
          readonly kind: "ingressOwner";
          readonly ingress: string;
          readonly owner?: ForeignOwner;
          readonly rollout: string;
      }
    /** An Ingress that is a canary of the same host, next to the rollout's own one. */
    | { readonly kind: "foreignCanary"; readonly ingress: string; readonly canary: string }
    | { readonly kind: "routeFault"; readonly route: RouteReference; readonly fault: RouteFault }
    /** The controller asked its router for the weight of another version than the rollout's. */
    | {
          readonly kind: "statusVersion";
          readonly role: "stable" | "canary";
          readonly actual: string;
          readonly expected: string;
      };
