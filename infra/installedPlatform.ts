import {
    ArgoRollouts,
    IngressNginx,
    type KubernetesObject,
    type MonitoredPods,
    PrometheusStack,
    readReleaseManifest,
} from "@canary-delivery/components";
import { releaseManifests } from "@canary-delivery/components/versions";
import type * as pulumi from "@pulumi/pulumi";
import { type Platform, usualPlatform } from "./platform";
import type { InstalledPlatformSettings } from "./platformSettings";
import type { Settings } from "./settings";

/** The objects of each upstream release of a platform. */
export type Releases = Readonly<Record<keyof typeof releaseManifests, readonly KubernetesObject[]>>;

export async function readReleases(): Promise<Releases> {
    const [argoRollouts, prometheusOperator, ingressNginx] = await Promise.all([
        readReleaseManifest(releaseManifests.argoRollouts),
        readReleaseManifest(releaseManifests.prometheusOperator),
        readReleaseManifest(releaseManifests.ingressNginx),
    ]);
    return { argoRollouts, prometheusOperator, ingressNginx };
}

/** Installs the platform of a canary on a cluster. */
export function installPlatform(
    platform: InstalledPlatformSettings,
    { cluster, scrapeInterval, protect }: Pick<Settings, "cluster" | "scrapeInterval" | "protect">,
    releases: Releases,
    opts: pulumi.ComponentResourceOptions,
): Platform {
    const { controllerReplicas: replicas, retainCustomResources, prometheusStorage: storage } = platform;
    const { ingressNamespace, monitoringNamespace } = usualPlatform;
    const argoRollouts = new ArgoRollouts(
        "argo-rollouts",
        {
            manifest: releaseManifests.argoRollouts,
            objects: releases.argoRollouts,
            cluster,
            replicas,
            retainCustomResources,
            protect,
            metricsClients: monitoringNamespace,
        },
        opts,
    );
    const prometheus = new PrometheusStack(
        "prometheus",
        {
            manifest: releaseManifests.prometheusOperator,
            objects: releases.prometheusOperator,
            cluster,
            scrapeInterval,
            monitoredPods: [
                controllerPods("argo-rollouts", argoRollouts.namespace),
                controllerPods("ingress-nginx", ingressNamespace),
            ],
            retention: platform.prometheusRetention,
            ...(storage !== undefined && { storage }),
            retainCustomResources,
            protect,
            clientNamespaces: [argoRollouts.namespace],
            apiServerCidr: platform.apiServerCidr,
        },
        opts,
    );
    const ingress = new IngressNginx(
        "ingress-nginx",
        {
            objects: releases.ingressNginx,
            cluster,
            httpNodePort: platform.ingressHttpNodePort,
            digests: platform.imageDigests,
            replicas,
            protect,
            monitoringNamespace,
        },
        // The definitions know from the state whether an installation by an earlier version is this stack's.
        { ...opts, dependsOn: [argoRollouts.customResourceDefinitions] },
    );
    return {
        ingressClass: ingress.ingressClass,
        ingressUrl: usualPlatform.ingressUrl,
        ingressNamespace: ingress.namespace,
        monitoringNamespace: prometheus.namespace,
        prometheusUrl: platform.prometheusAddress ?? prometheus.url,
        resources: [...argoRollouts.ready, ...prometheus.ready, ...ingress.ready],
    };
}

/** Returns the pods of a controller, which is named like its release and has its metrics on the port `metrics`. */
function controllerPods(name: string, namespace: string): MonitoredPods {
    return { name, namespace, labels: { "app.kubernetes.io/name": name }, port: "metrics" };
}
