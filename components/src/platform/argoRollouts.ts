import * as pulumi from "@pulumi/pulumi";
import { withOwnCheck } from "../ownership";
import { withReplicas } from "./release/replicas";
import { CustomResourceDefinitions } from "./customResourceDefinitions";
import {
    type ContainerObject,
    createManifestObjects,
    inNamespace,
    namespaceObject,
    withContainers,
    servingObjects,
    withoutCustomResourceDefinitions,
} from "./release/manifestObjects";
import { networkPolicies } from "./release/networkPolicies";
import { argoRolloutsPermissionsFor, withPermissions } from "./permissions";
import type { KubernetesObject } from "./release/readManifest";
import { existingRelease, type ReleaseArgs } from "./release/releaseArgs";
import { type ArgoNotificationsArgs, withNotifications } from "./notifications";
import { type RouterPlugin, withPlugins } from "./routerPlugins";
import type { RouterName } from "../routers/traits";
import { images } from "./versions";

/** Arguments of {@link ArgoRollouts}. */
export interface ArgoRolloutsArgs extends ReleaseArgs {
    /**
     * Replicas of the controller. One leads; another takes over within about 15 s of its failure.
     * @default 1
     */
    readonly replicas?: number;
    /**
     * Routers of the apps, whose objects the controller may write.
     * @default ["nginx"]
     */
    readonly routers?: readonly RouterName[];
    /**
     * Plugins for traffic routers, such as that of the Gateway API; the controller downloads them at its start.
     * @default - none
     */
    readonly plugins?: readonly RouterPlugin[];
    /**
     * Services of the controller's own notifications: Slack, Teams and webhooks, to which Rollouts subscribe
     * (`argoNotifications` of `CanaryApp`).
     * @default - none
     */
    readonly notifications?: ArgoNotificationsArgs;
    /**
     * The namespace whose pods may read the controller's metrics.
     * @default "monitoring"
     */
    readonly metricsClients?: string;
}

const namespace = "argo-rollouts";

/** All CRDs of the release: the controller watches each of them, and does not start if one is missing. */
export const argoRolloutsCustomResources = [
    "analysisruns.argoproj.io",
    "analysistemplates.argoproj.io",
    "clusteranalysistemplates.argoproj.io",
    "experiments.argoproj.io",
    "rollouts.argoproj.io",
];

/** Returns the manifest's objects as this project installs them. */
export function argoRolloutsObjects(
    objects: readonly KubernetesObject[],
    {
        replicas = 1,
        metricsClients = "monitoring",
        routers = ["nginx"],
        plugins = [],
        notifications,
    }: Pick<ArgoRolloutsArgs, "replicas" | "metricsClients" | "routers" | "plugins" | "notifications"> = {},
): KubernetesObject[] {
    const adjusted = withoutCustomResourceDefinitions(objects)
        .map((object) => inNamespace(object, namespace))
        .map((object) => withContainers(object, controller));
    const pods = { "app.kubernetes.io/name": "argo-rollouts" };
    return [
        namespaceObject(namespace),
        ...networkPolicies(namespace, [
            { name: "argo-rollouts-metrics", pods, ports: [8090], from: [{ namespace: metricsClients }] },
        ]),
        ...withReplicas(
            withPermissions(
                withNotifications(withPlugins(adjusted, namespace, plugins), namespace, notifications),
                argoRolloutsPermissionsFor(routers),
            ),
            replicas,
        ),
    ];
}

function controller(container: ContainerObject): ContainerObject {
    const { limits } = (container["resources"] ?? {}) as { readonly limits?: object };
    return {
        ...container,
        // The manifest of a release has :latest, which is pulled at each start.
        image: images.argoRollouts,
        imagePullPolicy: "IfNotPresent",
        // The default, explicit because even one replica needs it: a rolling update runs two.
        args: [...(container.args ?? []), "--leader-elect=true"],
        resources: { requests: { cpu: "50m", memory: "128Mi" }, limits: { ...limits, memory: "1Gi" } },
    };
}

/** The Argo Rollouts controller. */
export class ArgoRollouts extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    readonly customResourceDefinitions: CustomResourceDefinitions;
    /**
     * The resources that need all others of it, for `dependsOn`: with the component itself every dependent would list all
     * of them in the state.
     */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: ArgoRolloutsArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "canary:index:ArgoRollouts",
            name,
            {},
            withOwnCheck(name, opts, { ...args.cluster, alternatives: [existingRelease] }),
        );
        this.customResourceDefinitions = new CustomResourceDefinitions(
            name,
            {
                ...args.cluster,
                manifest: args.manifest,
                names: argoRolloutsCustomResources,
                retainOnDelete: args.retainCustomResources ?? true,
            },
            { parent: this, ...(args.protect && { protect: true }) },
        );
        const created = createManifestObjects(argoRolloutsObjects(args.objects, args), {
            parent: this,
            dependsOn: [this.customResourceDefinitions],
            protect: args.protect ?? false,
        });
        this.ready = servingObjects(created);
        this.registerOutputs({ namespace });
    }
}
