import type { IAnalysisTemplate } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate" with {
    "resolution-mode": "import",
};
import type { IRollout } from "@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout" with {
    "resolution-mode": "import",
};
import type { IPodMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor" with {
    "resolution-mode": "import",
};
import type { IPrometheus } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/Prometheus" with {
    "resolution-mode": "import",
};
import type { IPrometheusRule } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule" with {
    "resolution-mode": "import",
};
import type { IServiceMonitor } from "@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor" with {
    "resolution-mode": "import",
};
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type Primitive = string | number | boolean | bigint | null | undefined;

/**
 * A value with Outputs at any depth, and readonly lists.
 *
 * Pulumi's own `Inputs` is any object, and its `Unwrap` goes the other way.
 */
export type Inputs<T> = [T] extends [Primitive]
    ? pulumi.Input<T>
    : T extends readonly (infer Item)[]
      ? pulumi.Input<readonly Inputs<Item>[]>
      : T extends object
        ? pulumi.Input<Fields<T>>
        : pulumi.Input<T>;

/** The fields of an object, with Outputs at any depth. */
export type Fields<T> = { readonly [Key in keyof T]: Inputs<T[Key]> };

/** A Rollout's spec; its pods are typed as those of Pulumi's own workloads. */
export type RolloutSpec = Omit<Fields<IRollout["spec"]>, "template"> & {
    readonly template?: pulumi.Input<k8s.types.input.core.v1.PodTemplateSpec>;
};
export type RolloutStrategy = Fields<NonNullable<IRollout["spec"]["strategy"]>>;
export type RolloutCanary = Fields<NonNullable<NonNullable<IRollout["spec"]["strategy"]>["canary"]>>;
export type AnalysisTemplateSpec = Fields<IAnalysisTemplate["spec"]>;
export type AnalysisMetric = Fields<NonNullable<IAnalysisTemplate["spec"]["metrics"]>[number]>;
export type ServiceMonitorSpec = Fields<IServiceMonitor["spec"]>;
export type PodMonitorSpec = Fields<IPodMonitor["spec"]>;
export type PrometheusRuleSpec = Fields<IPrometheusRule["spec"]>;
/** A Prometheus' spec; its volume has the type of Pulumi's claims, because the package's type requires a kind. */
export type PrometheusSpec = Omit<Fields<IPrometheus["spec"]>, "storage"> & {
    readonly storage?: {
        readonly volumeClaimTemplate: { readonly spec: k8s.types.input.core.v1.PersistentVolumeClaimSpec };
    };
};

/** The part of an object that differs between two of the same kind. */
export interface CustomResourceArgs<Spec> {
    readonly metadata: k8s.types.input.meta.v1.ObjectMeta;
    readonly spec: Spec;
}

const argo = "argoproj.io/v1alpha1";
const monitoring = "monitoring.coreos.com/v1";

/** A Rollout of Argo Rollouts. */
export class Rollout extends k8s.apiextensions.CustomResource {
    /** The spec that was applied, after every transform, as the API server returned it. */
    declare readonly spec: pulumi.Output<Record<string, unknown>>;

    constructor(name: string, args: CustomResourceArgs<RolloutSpec>, opts?: pulumi.CustomResourceOptions) {
        super(name, { apiVersion: argo, kind: "Rollout", ...args }, opts);
    }
}

/** An AnalysisTemplate of Argo Rollouts. */
export class AnalysisTemplate extends k8s.apiextensions.CustomResource {
    /** The spec that was applied, after every transform, as the API server returned it. */
    declare readonly spec: pulumi.Output<Record<string, unknown>>;

    constructor(name: string, args: CustomResourceArgs<AnalysisTemplateSpec>, opts?: pulumi.CustomResourceOptions) {
        super(name, { apiVersion: argo, kind: "AnalysisTemplate", ...args }, opts);
    }
}

/** A ServiceMonitor of the Prometheus operator. */
export class ServiceMonitor extends k8s.apiextensions.CustomResource {
    constructor(name: string, args: CustomResourceArgs<ServiceMonitorSpec>, opts?: pulumi.CustomResourceOptions) {
        super(name, { apiVersion: monitoring, kind: "ServiceMonitor", ...args }, opts);
    }
}

/** A PodMonitor of the Prometheus operator. */
export class PodMonitor extends k8s.apiextensions.CustomResource {
    constructor(name: string, args: CustomResourceArgs<PodMonitorSpec>, opts?: pulumi.CustomResourceOptions) {
        super(name, { apiVersion: monitoring, kind: "PodMonitor", ...args }, opts);
    }
}

/** A PrometheusRule of the Prometheus operator. */
export class PrometheusRule extends k8s.apiextensions.CustomResource {
    constructor(
        name: string,
        args: CustomResourceArgs<pulumi.Input<PrometheusRuleSpec>>,
        opts?: pulumi.CustomResourceOptions,
    ) {
        super(name, { apiVersion: monitoring, kind: "PrometheusRule", ...args }, opts);
    }
}

/** A Prometheus of the Prometheus operator. */
export class Prometheus extends k8s.apiextensions.CustomResource {
    constructor(name: string, args: CustomResourceArgs<PrometheusSpec>, opts?: pulumi.CustomResourceOptions) {
        super(name, { apiVersion: monitoring, kind: "Prometheus", ...args }, opts);
    }
}
