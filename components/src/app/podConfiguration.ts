import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { type CanaryPod, podDefaults } from "./podArgs";

/** What the ConfigMap and the Secret with an app's configuration are called; their names change with their content. */
export interface ConfigurationNames {
    readonly configMapName?: pulumi.Input<string>;
    readonly secretName?: pulumi.Input<string>;
}

/** The names that an app's own volumes have. */
export const configurationVolumeNames = { files: "files", secretFiles: "secret-files" } as const;

/** Whether an app has content that belongs into a ConfigMap or a Secret. */
export function hasConfiguration({ files = {}, secretFiles = {}, secretEnv = {} }: CanaryPod): boolean {
    return [files, secretFiles, secretEnv].some((content) => Object.keys(content).length > 0);
}

/** The variables of an app's container: the plain ones, and references to the secret ones. */
export function variables(pod: CanaryPod, { secretName }: ConfigurationNames): k8s.types.input.core.v1.EnvVar[] {
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
export function configurationVolumes(pod: CanaryPod, { configMapName, secretName }: ConfigurationNames) {
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
