import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

type PodSpec = k8s.types.input.core.v1.PodSpec;
type Container = k8s.types.input.core.v1.Container;

/**
 * Fields of the app's pods in Kubernetes' own types, in addition to those that the other arguments set. They may be
 * Outputs, but for objects and lists that are merged: `metadata`, `spec`, containers, volumes, and the lists of the app's
 * container.
 */
export interface CanaryPodTemplate {
    /** Labels and annotations in addition to the app's. */
    readonly metadata?: {
        readonly labels?: Readonly<Record<string, pulumi.Input<string>>>;
        readonly annotations?: Readonly<Record<string, pulumi.Input<string>>>;
    };
    readonly spec?: CanaryPodSpec;
}

/** Fields of a pod's spec. Each replaces what the app declares, but for those with a comment. */
export interface CanaryPodSpec extends Omit<PodSpec, "containers" | "initContainers" | "volumes" | "securityContext"> {
    /**
     * Sidecars; and, by the app's own name, fields of its container, such as `startupProbe`, `lifecycle` or `command`.
     * @default - the app's container alone
     */
    readonly containers?: readonly CanaryContainer[];
    /**
     * Containers that run before the app's; with `restartPolicy: Always` next to it.
     * @default - none
     */
    readonly initContainers?: readonly CanaryContainer[];
    /**
     * Volumes in addition to the app's; mounts are those of the containers.
     * @default - none
     */
    readonly volumes?: readonly k8s.types.input.core.v1.Volume[];
    /**
     * Fields in addition to those of the Pod Security Standard `restricted`.
     * @default - those alone
     */
    readonly securityContext?: pulumi.Input<k8s.types.input.core.v1.PodSecurityContext>;
}

/**
 * A container. In the app's own, `env`, `ports` and `volumeMounts` are additions, `securityContext` changes single fields,
 * and every other field replaces what the app declares; its image is `image` of the app.
 */
export interface CanaryContainer extends Omit<
    Container,
    "name" | "env" | "ports" | "volumeMounts" | "securityContext"
> {
    readonly name: string;
    readonly env?: readonly k8s.types.input.core.v1.EnvVar[];
    readonly ports?: readonly k8s.types.input.core.v1.ContainerPort[];
    readonly volumeMounts?: readonly k8s.types.input.core.v1.VolumeMount[];
    readonly securityContext?: pulumi.Input<k8s.types.input.core.v1.SecurityContext>;
}
