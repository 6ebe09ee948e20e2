import * as pulumi from "@pulumi/pulumi";
import { isKubeconfigContent } from "../kubernetes/kubeconfig";

/** The cluster of a dynamic resource: that of the provider of the other resources. */
export interface ClusterArgs {
    /**
     * A path, absolute or from `~`, which is resolved where pulumi runs; the content of a kubeconfig, such as an output of
     * a managed cluster, which is a secret in the state; or `in-cluster`, for the ServiceAccount of pulumi's own pod.
     * @default - the files of `$KUBECONFIG`, else `~/.kube/config`
     */
    kubeconfig?: pulumi.Input<string>;
    /**
     * The context's name, which a path needs.
     * @default - the current context of a content
     */
    kubeContext?: pulumi.Input<string>;
}

/** Returns the inputs of a dynamic resource that name its cluster. */
export function clusterInputs({ kubeconfig = "", kubeContext = "" }: ClusterArgs) {
    const guarded = pulumi
        .output(kubeconfig)
        .apply((text) => (isKubeconfigContent(text) ? pulumi.secret(text) : pulumi.output(text)));
    return { kubeconfig: guarded, kubeContext };
}
