import type * as k8s from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import * as pulumi from "@pulumi/pulumi";
import { type CanaryPod, configurationVolumeNames, podDefaults } from "./args/pod";

/** What the ConfigMap and the Secret with an app's configuration are called; their names change with their content. */
export interface ConfigurationNames {
    readonly configMapName?: pulumi.Input<string>;
    readonly secretName?: pulumi.Input<string>;
}

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

/** Whether an app has content that belongs into a ConfigMap or a Secret. */
export function hasConfiguration({ files = {}, secretFiles = {}, secretEnv = {} }: CanaryPod): boolean {
    return [files, secretFiles, secretEnv].some((content) => Object.keys(content).length > 0);
}

/** The variables of an app's container: the plain ones, and references to the secret ones. */
function variables(pod: CanaryPod, { secretName }: ConfigurationNames): k8s.types.input.core.v1.EnvVar[] {
    type Variable = k8s.types.input.core.v1.EnvVar;
    const plain = Object.entries(pod.env ?? {}).map(
        // The controller drops an empty value when it writes the object.
        ([name, value]): Variable => (value === "" ? { name } : { name, value }),
    );
    const secret = Object.keys(pod.secretEnv ?? {}).map((name): Variable => ({
        name,
        valueFrom: { secretKeyRef: { name: secretName, key: name } },
    }));
    return [...plain, ...secret];
}

/** An app's volumes, and where its container has them. */
function configurationVolumes(pod: CanaryPod, { configMapName, secretName }: ConfigurationNames) {
    const volumes: k8s.types.input.core.v1.Volume[] = [];
    const volumeMounts: k8s.types.input.core.v1.VolumeMount[] = [];
    const names = configurationVolumeNames;
    if (Object.keys(pod.files ?? {}).length > 0) {
        volumes.push({ name: names.files, configMap: { name: configMapName } });
        volumeMounts.push({
            name: names.files,
            mountPath: pod.filesPath ?? podDefaults.filesPath,
            readOnly: true,
        });
    }
    const secretFiles = Object.keys(pod.secretFiles ?? {});
    if (secretFiles.length > 0) {
        // One by one: the Secret also holds the secret variables, which are no files.
        const items = secretFiles.sort().map((key) => ({ key, path: key }));
        volumes.push({ name: names.secretFiles, secret: { secretName, items } });
        volumeMounts.push({
            name: names.secretFiles,
            mountPath: pod.secretFilesPath ?? podDefaults.secretFilesPath,
            readOnly: true,
        });
    }
    for (const { mountPath, subPath, readOnly, ...volume } of pod.volumes ?? []) {
        volumes.push(volume);
        volumeMounts.push({ name: volume.name, mountPath, subPath, readOnly: readOnly === true ? true : undefined });
    }
    return { volumes, volumeMounts };
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
