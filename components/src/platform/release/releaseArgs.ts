import type { ClusterArgs } from "../../provider/clusterArgs";
import type { ReleaseManifest } from "../versions";
import type { KubernetesObject } from "./readManifest";

/** The action next to an installation that exists: a line of the error, see withOwnershipCheck. */
export const existingRelease =
    "where the platform is installed already, leave out its components (setting platform: existing)";

/** An upstream release, and its target cluster. */
export interface ReleaseArgs {
    /** The URL and the sha256 of the release's manifest. */
    readonly manifest: ReleaseManifest;
    /** The manifest's objects, as returned by readReleaseManifest. */
    readonly objects: readonly KubernetesObject[];
    /** The cluster, for what Pulumi's Kubernetes provider does not do: definitions, and checks of existing objects. */
    readonly cluster: ClusterArgs;
    /**
     * Keeps the CustomResourceDefinitions, and with them every object of their kinds, after the removal.
     * @default true
     */
    readonly retainCustomResources?: boolean;
    /**
     * Protects the CustomResourceDefinitions and the Namespace, whose loss would lose data, from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
}
