import * as pulumi from "@pulumi/pulumi";
import { defineProvider } from "../../provider/defineProvider";
import { defaults as gateDefaults } from "../../gate/model/inputs";
import { defaults, providerVersion } from "./inputs";

/** Which version of which Rollout has to be there first. */
export interface RolloutBaselineArgs {
    /** The absolute path of a kubeconfig file. Only the path is kept, never the content. */
    kubeconfig: pulumi.Input<string>;
    kubeContext: pulumi.Input<string>;
    namespace: pulumi.Input<string>;
    rolloutName: pulumi.Input<string>;
    /** The Rollout as it will be declared, but with the baseline's image. */
    manifest: pulumi.Input<object>;
    /**
     * Who owns the Rollout's fields: the declared Rollout's `pulumi.com/patchFieldManager`. Only the same manager can
     * take over what the baseline alone has.
     */
    fieldManager: pulumi.Input<string>;
    /**
     * The baseline has failed when it does not serve requests by then.
     * @default 600
     */
    timeoutSeconds?: pulumi.Input<number>;
    /** The app's job in Prometheus. */
    job: pulumi.Input<string>;
    /**
     * The counter of the app's requests in Prometheus; empty for waiting for healthy pods alone.
     * @default "http_requests_total"
     */
    requestsMetric?: pulumi.Input<string>;
    /** Where pods of the cluster reach Prometheus, as the AnalysisTemplate has it. */
    prometheusAddress: pulumi.Input<string>;
    /**
     * Where this program itself reaches Prometheus.
     * @default - through the API server's proxy, by `prometheusAddress`
     */
    prometheusUrl?: pulumi.Input<string>;
}

/**
 * Makes sure that a Rollout has a version to compare a canary with: where there is no Rollout, `pulumi up` deploys the
 * baseline and waits until it is healthy and gets requests. Where there is one, whatever its version, nothing happens.
 *
 * What declares the Rollout depends on this. Removing it leaves a Rollout alone that was declared since.
 */
export class RolloutBaseline extends pulumi.dynamic.Resource {
    /** Whether the baseline was deployed; otherwise the Rollout existed before. */
    declare readonly deployed: pulumi.Output<boolean>;

    constructor(name: string, args: RolloutBaselineArgs, opts?: pulumi.CustomResourceOptions) {
        const { requestsMetric, prometheusUrl } = gateDefaults;
        const outputs = { deployed: undefined, ready: undefined };
        const inputs = { ...defaults, requestsMetric, prometheusUrl, ...args, providerVersion };
        super(defineProvider("RolloutBaseline"), name, { ...outputs, ...inputs }, opts, "canary", "RolloutBaseline");
    }
}
