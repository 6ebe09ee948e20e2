import type * as k8s from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryPodTemplate } from "./args/podTemplate";
import { withPodTemplate } from "./podTemplate";
import { type CanaryPod, configurationVolumeNames, podDefaults, podPorts, restricted } from "./args/pod";

/** Names of the ConfigMap and the Secret with an app's configuration; they change with the content. */
export interface ConfigurationNames {
    readonly configMapName?: pulumi.Input<string>;
    readonly secretName?: pulumi.Input<string>;
}

type PodSpec = k8s.types.input.core.v1.PodSpec;

/** Inputs of the app's pod spec. */
export interface AppPodArgs {
    readonly name: string;
    readonly image: pulumi.Input<string>;
    readonly pod: CanaryPod;
    readonly configuration: ConfigurationNames;
    readonly serviceAccountName: pulumi.Input<string>;
    readonly podTemplate?: CanaryPodTemplate | undefined;
}

/**
 * Returns the spec of the app's pods.
 *
 * Uses only PodBuilder's pod spec, not its asDeploymentSpec, and only for plain values: PodBuilder derives everything
 * from Outputs, so that one value unknown in a preview, or one secret, hides them all. The image and the names of the
 * configuration are filled in afterwards, as nested Outputs.
 */
export function appPodSpec(args: AppPodArgs): pulumi.Output<PodSpec> {
    const { pod } = args;
    const { http, metrics } = podPorts(pod);
    const { volumes, volumeMounts } = configurationVolumes(pod, args.configuration);
    const builder = new kx.PodBuilder({
        ...restricted.pod,
        terminationGracePeriodSeconds: 30,
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
                ...restricted.container,
            },
        ],
    });
    const env = variables(pod, args.configuration);
    return pulumi.output(builder.podSpec).apply((built): PodSpec => {
        const { containers, ...rest } = withoutEmpty(built);
        const declared = {
            ...rest,
            serviceAccountName: args.serviceAccountName,
            containers: containers.map((container): k8s.types.input.core.v1.Container => ({
                ...container,
                image: args.image,
                resources: pod.resources ?? podDefaults.resources,
                env: env.length > 0 ? env : undefined,
            })),
            volumes,
        };
        return withPodTemplate(declared, args.name, args.podTemplate);
    });
}

/** True when an app has content for a ConfigMap or a Secret. */
export function hasConfiguration({ files = {}, secretFiles = {}, secretEnv = {} }: CanaryPod): boolean {
    return [files, secretFiles, secretEnv].some((content) => Object.keys(content).length > 0);
}

/** Returns the variables of an app's container: the plain ones, and references to the secret ones. */
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

/** Returns an app's volumes, and the mounts of its container. */
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
        // One by one: the Secret also holds the secret variables, and they must not become files.
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
 * Returns a copy without empty arrays and empty strings. PodBuilder always writes `env: []`, `volumes: []` and the
 * like; the controller drops them when it writes the object, and the next update would find them changed.
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
