import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** What runs in an app's pods beside the image. */
export interface CanaryPod {
    /**
     * The port of requests and probes; the app must listen on it.
     * @default 8080
     */
    readonly port?: number;
    /**
     * The port of the metrics. The same as `port` makes them public: who reaches the Ingress then reads them too.
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
     * Variables, in plain everywhere: in the Rollout, its ReplicaSets, and the state. Secret ones go into `secretEnv`.
     * @default - none
     */
    readonly env?: Readonly<Record<string, pulumi.Input<string>>>;
    /**
     * Files by name. A changed content is a new version of the app, which is canaried like any other.
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
     * More volumes, such as an `emptyDir` to write into: the root filesystem is read-only.
     * @default - none
     */
    readonly volumes?: readonly CanaryVolume[];
    /**
     * In canonical quantities: the controller writes `1000m` back as `1`, and a refresh would show that.
     * @default - requests 50m CPU and 64Mi of memory, limits 500m and 256Mi
     */
    readonly resources?: k8s.types.input.core.v1.ResourceRequirements;
}

/** A volume of a pod, and where its container finds it. */
export type CanaryVolume = k8s.types.input.core.v1.Volume & {
    readonly name: string;
    readonly mountPath: string;
    /** @default - all of it */
    readonly subPath?: string;
    /** @default false */
    readonly readOnly?: boolean;
};

/** What a pod is made of unless told otherwise. */
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

/** The names that an app's own volumes have. */
export const configurationVolumeNames = { files: "files", secretFiles: "secret-files" } as const;
