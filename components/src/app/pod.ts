import type * as k8s from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import * as pulumi from "@pulumi/pulumi";
import { type ConfigurationNames, configurationVolumes, variables } from "./podConfiguration";
import { type CanaryPod, podDefaults } from "./podArgs";

/** The ports that the app's container has, by what they are for. Both have one name where they are one port. */
export function podPorts({ port = podDefaults.port, metricsPort = podDefaults.metricsPort }: CanaryPod = {}) {
    const http = { name: "http", containerPort: port, protocol: "TCP" } as const;
    const metrics = { name: "metrics", containerPort: metricsPort, protocol: "TCP" } as const;
    return { http, metrics: port === metricsPort ? http : metrics };
}

type PodSpec = k8s.types.input.core.v1.PodSpec;

/** What runs in a pod of the app. */
export interface AppPodArgs {
    readonly name: string;
    readonly image: pulumi.Input<string>;
    readonly pod: CanaryPod;
    readonly configuration: ConfigurationNames;
    readonly serviceAccountName: pulumi.Input<string>;
}

/**
 * The spec of the app's pods.
 *
 * Only PodBuilder's pod spec is used, not its asDeploymentSpec, and only for what is known at once: it derives all from
 * Outputs, so that one value unknown in a preview, or one secret, hides them all. The image and what the configuration
 * is called are filled in afterwards, as Outputs within.
 */
export function appPodSpec(args: AppPodArgs): pulumi.Output<PodSpec> {
    const { pod } = args;
    const { http, metrics } = podPorts(pod);
    const { volumes, volumeMounts } = configurationVolumes(pod, args.configuration);
    const builder = new kx.PodBuilder({
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 30,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
            {
                // PodBuilder would derive "my" from "registry/my-app:1".
                name: args.name,
                imagePullPolicy: "IfNotPresent",
                ports: http === metrics ? [http] : [http, metrics],
                readinessProbe: {
                    httpGet: { path: pod.readinessPath ?? podDefaults.readinessPath, port: http.name },
                    periodSeconds: 2,
                },
                livenessProbe: {
                    httpGet: { path: pod.livenessPath ?? podDefaults.livenessPath, port: http.name },
                    periodSeconds: 10,
                },
                volumeMounts,
                securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
            },
        ],
    });
    const env = variables(pod, args.configuration);
    return pulumi.output(builder.podSpec).apply((built): PodSpec => {
        const { containers, ...rest } = withoutEmpty(built);
        return {
            ...rest,
            serviceAccountName: args.serviceAccountName,
            containers: containers.map((container): k8s.types.input.core.v1.Container => ({
                ...container,
                image: args.image,
                resources: pod.resources ?? podDefaults.resources,
                env: env.length > 0 ? env : undefined,
            })),
            volumes: volumes.length > 0 ? volumes : undefined,
        };
    });
}

/**
 * A copy without empty arrays and empty texts. PodBuilder always writes `env: []`, `volumes: []` and the like; the
 * controller drops them when it writes the object, and the next update would find them changed.
 */
export function withoutEmpty<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => withoutEmpty(item)) as T;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = Object.entries(value).filter(([, field]) => !isEmpty(field));
    return Object.fromEntries(entries.map(([key, field]) => [key, withoutEmpty<unknown>(field)])) as T;
}

function isEmpty(field: unknown): boolean {
    return field === undefined || field === null || field === "" || (Array.isArray(field) && field.length === 0);
}
