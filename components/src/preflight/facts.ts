import type { DeploymentObject, PrometheusObject } from "./objects";
import type { IngressObject } from "../routers/nginx/ingress";
import type { CountProblem, Finding } from "../gate/model/finding";
import type { Permission } from "./permissions";

/** A fact, or the reason why it is unknown. */
export type Known<T> = { readonly value: T } | { readonly unknown: string };

/** The answer of Prometheus to a first query. */
export type PrometheusAnswer =
    | { readonly kind: "answers" }
    /** A Secret that the credentials need does not exist. */
    | { readonly kind: "noSecret"; readonly message: string }
    | { readonly kind: "fails"; readonly message: string };

/** The state of a cluster before a rollout. */
export interface PreflightFacts {
    /** The hash of the live Rollout's spec; undefined where there is none. */
    readonly liveSpecHash?: string;
    /** Permissions that the user lacks, each with the denied verbs. */
    readonly denied: Known<readonly Permission[]>;
    readonly prometheus: PrometheusAnswer;
    /** The Service of `prometheusAddress`, `namespace/name`, if it does not exist. */
    readonly absentService?: string;
    readonly ingresses: readonly IngressObject[];
    /** The reason why Ingresses of some namespaces are unknown. */
    readonly ingressesUnknown?: string;
    /** The operator's Prometheuses; those in the namespace of the address, if there are any. */
    readonly prometheuses: Known<readonly PrometheusObject[]>;
    /** Labels of the app's namespace. */
    readonly namespaceLabels: Known<Readonly<Record<string, string>>>;
    /** True when the API server serves Rollouts. */
    readonly servesRollouts: boolean;
    /** Deployments with the controller's label. */
    readonly controllers: Known<readonly DeploymentObject[]>;
    /** The requests per second of the last hour; undefined if there is no Rollout to have any. */
    readonly requestsPerSecond?: number | CountProblem;
    /** Findings of the gate's forecast of the pauses. */
    readonly forecast: readonly Finding[];
}
