import type { ClusterArgs } from "../../provider/clusterArgs";
import type { ReleaseManifest } from "../versions";
import type { KubernetesObject } from "./readManifest";

/** An upstream release, and its target cluster. */
export interface ReleaseArgs {
    /** The URL and the sha256 of the release's manifest. */
    readonly manifest: ReleaseManifest;
    /** The manifest's objects, as returned by readReleaseManifest. */
    readonly objects: readonly KubernetesObject[];
    /** The cluster, for objects installed without Pulumi's Kubernetes provider. */
    readonly cluster: ClusterArgs;
    /**
     * Keeps the CustomResourceDefinitions, and with them every object of their kinds, after the removal.
     * @default false
     */
    readonly retainCustomResources?: boolean;
    /**
     * Protects the CustomResourceDefinitions and the Namespace, whose loss would lose data, from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
}
