import * as pulumi from "@pulumi/pulumi";
import { type ClusterArgs, clusterInputs } from "../../provider/clusterArgs";
import { DynamicResource } from "../../provider/dynamicResource";
import { defaults as gateDefaults } from "../../gate/model/inputs";
import type { PrometheusAccess } from "../../gate/model/prometheusAccess";
import { defaults, providerVersion } from "./inputs";

/** Inputs of a baseline: a Rollout and its first version. */
export interface RolloutBaselineArgs extends ClusterArgs {
    namespace: pulumi.Input<string>;
    rolloutName: pulumi.Input<string>;
    /** The Rollout as it will be declared, but with the baseline's image. */
    manifest: pulumi.Input<object>;
    /**
     * Field manager of the Rollout: the declared Rollout's `pulumi.com/patchFieldManager`. Only the same manager can
     * remove fields that the baseline alone sets.
     */
    fieldManager: pulumi.Input<string>;
    /**
     * Seconds after which the baseline fails if it does not answer requests.
     * @default 600
     */
    timeoutSeconds?: pulumi.Input<number>;
    /** The app's job in Prometheus. */
    job: pulumi.Input<string>;
    /**
     * The counter of the app's requests in Prometheus; if empty, the baseline waits for healthy pods only.
     * @default "http_requests_total"
     */
    requestsMetric?: pulumi.Input<string>;
    /** URL at which pods of the cluster reach Prometheus, the same as in the AnalysisTemplate. */
    prometheusAddress: pulumi.Input<string>;
    /**
     * URL at which this program reaches Prometheus.
     * @default - through the API server's proxy, by `prometheusAddress`
     */
    prometheusUrl?: pulumi.Input<string>;
    /**
     * Authentication at Prometheus.
     * @default - none
     */
    prometheusAccess?: pulumi.Input<PrometheusAccess<pulumi.Input<string>>>;
}

/**
 * Makes sure that a Rollout has a version to compare a canary with: if there is no Rollout, `pulumi up` deploys the
 * baseline and waits until it is healthy and gets requests. If there is a Rollout of any version, nothing happens.
 *
 * The declared Rollout must depend on this resource. Removing it does not remove a Rollout that was declared since.
 */
export class RolloutBaseline extends DynamicResource {
    /** True when the baseline was deployed; otherwise the Rollout existed before. */
    declare readonly deployed: pulumi.Output<boolean>;

    constructor(name: string, args: RolloutBaselineArgs, opts?: pulumi.CustomResourceOptions) {
        const { requestsMetric, prometheusUrl } = gateDefaults;
        const outputs = { deployed: undefined, ready: undefined };
        const inputs = {
            ...{ ...defaults, requestsMetric, prometheusUrl },
            ...args,
            ...clusterInputs(args),
            providerVersion,
        };
        super("RolloutBaseline", name, { ...outputs, ...inputs }, opts);
    }
}
