import type { Finding } from "../gate/model/finding";
import type { Permission } from "./permissions";

/** The reason why a Prometheus of the operator does not select a ServiceMonitor. */
export interface Unselecting {
    /** `namespace/name`. */
    readonly prometheus: string;
    readonly by: "serviceMonitorSelector" | "serviceMonitorNamespaceSelector";
    /** The selector as JSON; undefined where it is absent. */
    readonly selector?: string;
}

/** A fact of the cluster that matters to a rollout before it begins. */
export type PreflightFinding =
    | { readonly kind: "missingPermission"; readonly permission: Permission }
    /** The API server answers no reviews. */
    | { readonly kind: "permissionsUnknown"; readonly reason: string }
    | { readonly kind: "prometheusUnusable"; readonly message: string }
    /** A first deploy whose Secret for Prometheus does not exist yet. */
    | { readonly kind: "prometheusLater"; readonly message: string }
    /** `prometheusUrl` works, but the Service that the analysis asks does not exist: `namespace/name`. */
    | { readonly kind: "noPrometheusService"; readonly service: string }
    | {
          readonly kind: "hostTaken";
          /** `namespace/name` of the other Ingress. */
          readonly by: string;
          readonly host: string;
          readonly path: string;
          readonly ingressClass: string;
      }
    /** The controller's copy of an Ingress that is no longer declared; `service`: its Service. */
    | {
          readonly kind: "canaryLeftBehind";
          readonly ingress: string;
          readonly namespace: string;
          readonly service: string;
      }
    /** Ingresses of other namespaces may not be read. */
    | { readonly kind: "hostsUnknown"; readonly reason: string }
    | { readonly kind: "notScraped"; readonly monitor: string; readonly because: readonly Unselecting[] }
    | { readonly kind: "scrapingUnknown"; readonly reason: string }
    /** The API server does not serve Rollouts. */
    | { readonly kind: "noRollouts" }
    /** No Deployment has the controller's label. */
    | { readonly kind: "noController" }
    | { readonly kind: "controllerStopped"; readonly deployment: string }
    | { readonly kind: "controllerVersion"; readonly image: string; readonly known: readonly string[] }
    | { readonly kind: "controllerUnknown"; readonly reason: string }
    | { readonly kind: "movingTag"; readonly image: string }
    /** A finding of the gate's forecast. */
    | { readonly kind: "forecast"; readonly finding: Finding }
    /** A pause that will count fewer requests than the gate requires. */
    | {
          readonly kind: "fewRequests";
          readonly weight: number;
          readonly seconds: number;
          readonly requestsPerSecond: number;
          readonly minRequests: number;
      };

/** A finding, and its effect: a problem stops the update before the Rollout is touched. */
export interface Checked {
    readonly severity: "problem" | "note";
    readonly finding: PreflightFinding;
}

/** Marks a finding that stops the update. */
export function problem(finding: PreflightFinding): Checked {
    return { severity: "problem", finding };
}

/** Marks a finding that is only reported. */
export function note(finding: PreflightFinding): Checked {
    return { severity: "note", finding };
}
