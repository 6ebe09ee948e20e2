import type * as pulumi from "@pulumi/pulumi";

/** The way by which Prometheus learns of the app's pods. */
export type CanaryMonitor =
    | {
          /** An object of the Prometheus operator. */
          readonly kind: "ServiceMonitor" | "PodMonitor";
          /**
           * Labels by which a Prometheus selects it, such as `release` of a Helm release.
           * @default - the app's labels alone
           */
          readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
      }
    /**
     * Annotations of the pods, `prometheus.io/scrape`, `/port` and `/path`, for a Prometheus without the operator. Its
     * scrape job must set the labels `job`, to the app's name, and `rollouts_pod_template_hash`.
     */
    | { readonly kind: "annotations"; readonly labels?: never };

/** The monitor of an app that names none. */
export const defaultMonitor: CanaryMonitor = { kind: "ServiceMonitor" };
