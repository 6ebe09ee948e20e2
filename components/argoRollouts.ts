import * as pulumi from "@pulumi/pulumi";
import { CustomResourceDefinitions } from "./customResourceDefinitions";
import {
    createManifestObjects,
    inNamespace,
    namespaceObject,
    withContainers,
    withoutCustomResourceDefinitions,
} from "./manifestObjects";
import type { KubernetesObject } from "./releaseManifest";
import { images, type ReleaseManifest } from "./versions";

/** An upstream release, and the cluster that it goes to. */
export interface ReleaseArgs {
    /** Where the release's manifest comes from. */
    readonly manifest: ReleaseManifest;
    /** The manifest's objects, as readReleaseManifest gives them. */
    readonly objects: readonly KubernetesObject[];
    /** The cluster, for what is installed without Pulumi's Kubernetes provider. */
    readonly cluster: { readonly kubeconfig: string; readonly kubeContext: string };
}

const namespace = "argo-rollouts";

/** All of the release's CRDs: the controller watches each of them, and starts with none missing. */
export const argoRolloutsCustomResources = [
    "analysisruns.argoproj.io",
    "analysistemplates.argoproj.io",
    "clusteranalysistemplates.argoproj.io",
    "experiments.argoproj.io",
    "rollouts.argoproj.io",
];

/** The manifest's objects as this project installs them. */
export function argoRolloutsObjects(objects: readonly KubernetesObject[]): KubernetesObject[] {
    const adjusted = withoutCustomResourceDefinitions(objects)
        .map((object) => inNamespace(object, namespace))
        .map((object) =>
            withContainers(object, (container) => ({
                ...container,
                // The manifest of a release says :latest, pulled anew at each start.
                image: images.argoRollouts,
                imagePullPolicy: "IfNotPresent",
            })),
        );
    return [namespaceObject(namespace), ...adjusted];
}

/** The Argo Rollouts controller. */
export class ArgoRollouts extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    readonly customResourceDefinitions: CustomResourceDefinitions;

    constructor(name: string, args: ReleaseArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:ArgoRollouts", name, {}, opts);
        this.customResourceDefinitions = new CustomResourceDefinitions(
            name,
            { ...args.cluster, manifest: args.manifest, names: argoRolloutsCustomResources },
            { parent: this },
        );
        createManifestObjects(argoRolloutsObjects(args.objects), this, [this.customResourceDefinitions]);
        this.registerOutputs({ namespace });
    }
}
