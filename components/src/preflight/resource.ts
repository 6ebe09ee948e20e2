import * as pulumi from "@pulumi/pulumi";
import { defaults as gateDefaults } from "../gate/model/inputs";
import type { PrometheusAccess } from "../gate/model/prometheusAccess";
import { type ClusterArgs, clusterInputs } from "../provider/clusterArgs";
import { DynamicResource } from "../provider/dynamicResource";
import { defaults, type PreflightInputs, providerVersion } from "./inputs";

/** Fields that have a default. */
type Optional =
    keyof ClusterArgs | keyof typeof defaults | "requestsMetric" | "requestsSelector" | "minRequests" | "prometheusUrl";

type Inputs<Fields> = { readonly [Key in keyof Fields]: pulumi.Input<Fields[Key]> };

/** Arguments of {@link Preflight}. */
export type PreflightArgs = Inputs<Omit<PreflightInputs, Optional | "prometheusAccess" | "providerVersion">> &
    Inputs<Partial<Pick<PreflightInputs, Optional>>> & {
        readonly prometheusAccess?: pulumi.Input<PrometheusAccess<pulumi.Input<string>>>;
    } & ClusterArgs;

/**
 * Checks, before the declared Rollout is touched, that a version can be rolled out and verified: the permissions,
 * Prometheus, the hosts, the controller and the traffic. One error lists every problem.
 *
 * The declared Rollout must depend on this resource. A preview does not contact the cluster.
 */
export class Preflight extends DynamicResource {
    /** True when nothing stopped the update. */
    declare readonly passed: pulumi.Output<boolean>;

    constructor(name: string, args: PreflightArgs, opts?: pulumi.CustomResourceOptions) {
        const { requestsMetric, requestsSelector, minRequests, prometheusUrl } = gateDefaults;
        const usual = { ...defaults, requestsMetric, requestsSelector, minRequests, prometheusUrl };
        const inputs = { passed: undefined, ...usual, ...args, ...clusterInputs(args), providerVersion };
        super("Preflight", name, inputs, opts);
    }
}
