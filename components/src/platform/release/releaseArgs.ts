import type { ReleaseManifest } from "../versions";
import type { KubernetesObject } from "./readManifest";

/** An upstream release, and the cluster that it goes to. */
export interface ReleaseArgs {
    /** Where the release's manifest comes from. */
    readonly manifest: ReleaseManifest;
    /** The manifest's objects, as readReleaseManifest gives them. */
    readonly objects: readonly KubernetesObject[];
    /** The cluster, for what is installed without Pulumi's Kubernetes provider. */
    readonly cluster: { readonly kubeconfig: string; readonly kubeContext: string };
    /**
     * Whether the CustomResourceDefinitions, and with them every object of their kinds, survive the removal.
     * @default false
     */
    readonly retainCustomResources?: boolean;
    /**
     * Whether Pulumi refuses to remove what would lose data: the CustomResourceDefinitions, and the Namespace.
     * @default false
     */
    readonly protect?: boolean;
}
