import * as pulumi from "@pulumi/pulumi";
import { type ClusterArgs, clusterInputs } from "../../provider/clusterArgs";
import { DynamicResource } from "../../provider/dynamicResource";
import { providerVersion } from "./inputs";

/** Inputs of the retention: an app, and the names of its current configuration. */
export interface ConfigurationRetentionArgs extends ClusterArgs {
    namespace: pulumi.Input<string>;
    rolloutName: pulumi.Input<string>;
    /**
     * The app's current ConfigMap.
     * @default - none
     */
    configMapName?: pulumi.Input<string>;
    /**
     * The app's current Secret.
     * @default - none
     */
    secretName?: pulumi.Input<string>;
}

/**
 * Removes an app's earlier configuration, which the engine leaves on the cluster, when nothing needs it any more: at
 * the next change of the configuration after the last ReplicaSet that names it left the Rollout's history.
 *
 * It depends on the current objects, and the Rollout depends on it. Deleting it removes the remaining objects, except
 * those that a live Rollout and its ReplicaSets need.
 */
export class ConfigurationRetention extends DynamicResource {
    /** Superseded ConfigMaps that ReplicaSets still need. */
    declare readonly keptConfigMaps: pulumi.Output<string[]>;
    /** Superseded Secrets that ReplicaSets still need. */
    declare readonly keptSecrets: pulumi.Output<string[]>;

    constructor(name: string, args: ConfigurationRetentionArgs, opts?: pulumi.CustomResourceOptions) {
        const outputs = { keptConfigMaps: undefined, keptSecrets: undefined, swept: undefined };
        const inputs = { configMapName: "", secretName: "", ...args, ...clusterInputs(args), providerVersion };
        super("ConfigurationRetention", name, { ...outputs, ...inputs }, opts);
    }
}
