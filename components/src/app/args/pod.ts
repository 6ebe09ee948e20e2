import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** Ports, probes, configuration and resources of an app's pods. */
export interface CanaryPod {
    /**
     * The port of requests and probes; the app must listen on it.
     * @default 8080
     */
    readonly port?: number;
    /**
     * Port of the metrics. The same as `port` makes them public: every client of the Ingress can read them.
     * @default 9464
     */
    readonly metricsPort?: number;
    /** @default "/metrics" */
    readonly metricsPath?: string;
    /** @default "/readyz" */
    readonly readinessPath?: string;
    /** @default "/healthz" */
    readonly livenessPath?: string;
    /**
     * Variables, stored in plain text in the Rollout, its ReplicaSets and the state. Secret ones go into `secretEnv`.
     * @default - none
     */
    readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Files by name. Changed content is a new version of the app, canaried like any other.
     * @default - none
     */
    readonly files?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Secret files by name, which roll the app as `files` do.
     * @default - none
     */
    readonly secretFiles?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Secret variables, which roll the app as `files` do.
     * @default - none
     */
    readonly secretEnv?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * The folder of `files`.
     * @default "/config"
     */
    readonly filesPath?: string;
    /**
     * The folder of `secretFiles`.
     * @default "/secrets"
     */
    readonly secretFilesPath?: string;
    /**
     * Annotations of the pods' ServiceAccount, by which clouds grant access: `eks.amazonaws.com/role-arn`,
     * `iam.gke.io/gcp-service-account`.
     * @default - none
     */
    readonly serviceAccountAnnotations?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * More volumes, such as an `emptyDir` to write into: the root filesystem is read-only.
     * @default - none
     */
    readonly volumes?: readonly CanaryVolume[];
    /**
     * Canonical quantities: the controller writes `1000m` back as `1`, and a refresh would show a change.
     * @default - requests 50m CPU and 64Mi of memory, limits 500m and 256Mi
     */
    readonly resources?: k8s.types.input.core.v1.ResourceRequirements;
}

/** A volume of a pod, and its mount in the container. */
export type CanaryVolume = k8s.types.input.core.v1.Volume & {
    readonly name: string;
    readonly mountPath: string;
    /** @default - the whole volume */
    readonly subPath?: string;
    /** @default false */
    readonly readOnly?: boolean;
};

/** Default ports, paths and resources of a pod. */
export const podDefaults = {
    port: 8080,
    metricsPort: 9464,
    metricsPath: "/metrics",
    readinessPath: "/readyz",
    livenessPath: "/healthz",
    filesPath: "/config",
    secretFilesPath: "/secrets",
    // Canonical quantities: the controller writes 1000m back as 1, and owns the field from then on.
    resources: {
        requests: { cpu: "50m", memory: "64Mi" },
        limits: { cpu: "500m", memory: "256Mi" },
    },
} as const;

/** Returns the ports of the app's container by purpose. If both are the same port, both have its name, `http`. */
export function podPorts({ port = podDefaults.port, metricsPort = podDefaults.metricsPort }: CanaryPod = {}) {
    const http = { name: "http", containerPort: port, protocol: "TCP" } as const;
    const metrics = { name: "metrics", containerPort: metricsPort, protocol: "TCP" } as const;
    return { http, metrics: port === metricsPort ? http : metrics };
}

/** Pods and containers that the Pod Security Standard `restricted` admits, without a token of a ServiceAccount. */
export const restricted = {
    pod: {
        automountServiceAccountToken: false,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    },
    container: {
        securityContext: {
            allowPrivilegeEscalation: false,
            readOnlyRootFilesystem: true,
            capabilities: { drop: ["ALL"] },
        },
    },
} satisfies {
    readonly pod: Partial<k8s.types.input.core.v1.PodSpec>;
    readonly container: Partial<k8s.types.input.core.v1.Container>;
};

/** Names of the volumes with an app's configuration. */
export const configurationVolumeNames = { files: "files", secretFiles: "secret-files" } as const;
