import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { patchForce } from "../../kubernetes/patchForce";
import type { ClusterArgs } from "../../provider/clusterArgs";
import { contentHash } from "./contentHash";
import { configurationLabels, objectName, type ConfigurationKind } from "./objectName";
import { ConfigurationRetention } from "./resource";

/** Contents by key. A value may be an Output, and secret. */
type Contents = Readonly<Record<string, pulumi.Input<string>>>;

/** Inputs of an app's configuration. */
export interface AppConfigurationArgs extends ClusterArgs {
    /** Name of the app and its Rollout. */
    readonly name: string;
    readonly namespace: pulumi.Input<string>;
    /** Labels of the objects, in addition to the three that select them. */
    readonly labels: Readonly<Record<string, string>>;
    /**
     * Files that are not secret, by file name.
     * @default - none
     */
    readonly files?: Contents;
    /**
     * Secret files, by file name.
     * @default - none
     */
    readonly secretFiles?: Contents;
    /**
     * Secret variables, by name. They share a Secret with `secretFiles`, so their keys must differ.
     * @default - none
     */
    readonly secretEnv?: Contents;
}

/**
 * Annotations for Pulumi's server-side apply. A return to earlier content creates an object that may still exist: the
 * provider then applies over it. That is no conflict with the same field manager as the first time (by default the
 * provider makes up a new one for each creation), and force overrides a client that edited a label since.
 */
const annotations = {
    ...patchForce,
    "pulumi.com/patchFieldManager": "canary-delivery-pulumi",
} as const;

/**
 * An app's configuration in immutable objects that are named by their content. Changed content is a new name in the pod
 * template, so that it is rolled out, canaried and rolled back like a new image. Pods of the previous version keep
 * their objects; {@link ConfigurationRetention} removes them when no ReplicaSet refers to them.
 *
 * The Rollout must depend on this component.
 */
export class AppConfiguration extends pulumi.ComponentResource {
    /** Undefined without files. Its keys are the file names. Never secret, and known in a preview if the content is. */
    readonly configMapName?: pulumi.Output<string>;
    /** Undefined without secret files and variables. Its keys are their names. Never secret itself. */
    readonly secretName?: pulumi.Output<string>;
    readonly retention: ConfigurationRetention;

    constructor(name: string, args: AppConfigurationArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:AppConfiguration", name, {}, opts);
        const { files = {}, secretFiles = {}, secretEnv = {} } = args;
        const nameOf = (kind: ConfigurationKind, contents: Contents) =>
            pulumi.unsecret(
                pulumi
                    .all([args.namespace, pulumi.output(contents)])
                    .apply(async ([namespace, values]) =>
                        objectName(kind, args.name, await contentHash(kind, values, `${namespace}/${args.name}`)),
                    ),
            );
        const metadata = (objectName: pulumi.Output<string>) => ({
            name: objectName,
            namespace: args.namespace,
            labels: { ...args.labels, ...configurationLabels(args.name) },
            annotations,
        });
        // A component's dependsOn delays its children but is not written into their state, where destroy reads it.
        const child = (more: pulumi.CustomResourceOptions = {}) =>
            pulumi.mergeOptions({ parent: this, ...(opts?.dependsOn && { dependsOn: opts.dependsOn }) }, more);
        // The engine would delete the old one at the end of the update, while the stable version still mounts it.
        const kept = child({ retainOnDelete: true });

        const objects: pulumi.Resource[] = [];
        if (Object.keys(files).length > 0) {
            this.configMapName = nameOf("ConfigMap", files);
            objects.push(
                new k8s.core.v1.ConfigMap(
                    `${name}-config`,
                    { metadata: metadata(this.configMapName), immutable: true, data: { ...files } },
                    kept,
                ),
            );
        }
        const secrets = { ...secretFiles, ...secretEnv };
        if (Object.keys(secrets).length > 0) {
            this.secretName = nameOf("Secret", secrets);
            // Encoded as the API server stores it, so that a refresh finds no change.
            const data = Object.fromEntries(
                Object.entries(secrets).map(([key, value]) => [key, pulumi.output(value).apply(base64)]),
            );
            objects.push(
                new k8s.core.v1.Secret(
                    `${name}-secret`,
                    { metadata: metadata(this.secretName), immutable: true, data: pulumi.secret(data) },
                    kept,
                ),
            );
        }

        this.retention = new ConfigurationRetention(
            name,
            {
                kubeconfig: args.kubeconfig,
                kubeContext: args.kubeContext,
                namespace: args.namespace,
                rolloutName: args.name,
                configMapName: this.configMapName ?? "",
                secretName: this.secretName ?? "",
            },
            child({ dependsOn: objects }),
        );
        this.registerOutputs({ configMapName: this.configMapName, secretName: this.secretName });
    }
}

function base64(text: string): string {
    return Buffer.from(text, "utf8").toString("base64");
}
