import {
    ArgoRollouts,
    IngressNginx,
    type KubernetesObject,
    type MonitoredPods,
    PrometheusStack,
    readReleaseManifest,
    Traefik,
} from "@canary-delivery/components";
import { releaseManifests, traefikDefinitions } from "@canary-delivery/components/versions";
import type * as pulumi from "@pulumi/pulumi";
import { type Platform, usualPlatform } from "./platform";
import type { IngressController, InstalledPlatformSettings } from "./platformSettings";
import type { Settings } from "./settings";

/** The objects of each upstream release of a platform; none of a release that is not installed. */
export type Releases = Readonly<Record<keyof typeof releaseManifests, readonly KubernetesObject[]>>;

export async function readReleases(ingressController: IngressController): Promise<Releases> {
    const [argoRollouts, prometheusOperator, ingressNginx] = await Promise.all([
        readReleaseManifest(releaseManifests.argoRollouts),
        readReleaseManifest(releaseManifests.prometheusOperator),
        ingressController === "nginx" ? readReleaseManifest(releaseManifests.ingressNginx) : [],
    ]);
    return { argoRollouts, prometheusOperator, ingressNginx };
}

/** Installs the platform of a canary on a cluster. */
export function installPlatform(
    platform: InstalledPlatformSettings,
    settings: Pick<Settings, "cluster" | "scrapeInterval" | "protect" | "monitoring">,
    releases: Releases,
    opts: pulumi.ComponentResourceOptions,
): Platform {
    const { cluster, scrapeInterval, protect, monitoring } = settings;
    const { controllerReplicas: replicas, retainCustomResources, prometheusStorage: storage } = platform;
    const { monitoringNamespace } = usualPlatform;
    const ingressName = ingressNames[platform.ingressController];
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
            routers: [platform.router],
            plugins: platform.routerPlugins,
            ...(platform.notifications !== undefined && { notifications: platform.notifications }),
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
                controllerPods(ingressName, ingressName),
            ],
            retention: platform.prometheusRetention,
            ...(storage !== undefined && { storage }),
            ...(platform.kubeletMetrics && { kubelet: {} }),
            kubeStateMetrics: platform.kubeStateMetrics,
            retainCustomResources,
            protect,
            clientNamespaces: [argoRollouts.namespace],
            apiServerCidr: platform.apiServerCidr,
            ...(monitoring !== undefined && { monitoring: monitoring.shared }),
        },
        opts,
    );
    const ingressArgs = { cluster, httpNodePort: platform.ingressHttpNodePort, replicas, protect, monitoringNamespace };
    // The definitions know from the state whether an installation by an earlier version is this stack's.
    const ingressOpts = { ...opts, dependsOn: [argoRollouts.customResourceDefinitions] };
    const ingress =
        platform.ingressController === "traefik"
            ? new Traefik(
                  ingressName,
                  {
                      ...ingressArgs,
                      retainCustomResources,
                      gatewayApi: platform.router === "gatewayApi",
                      ...(platform.router === "traefik" && { definitions: traefikDefinitions }),
                  },
                  ingressOpts,
              )
            : new IngressNginx(
                  ingressName,
                  { ...ingressArgs, objects: releases.ingressNginx, digests: platform.imageDigests },
                  ingressOpts,
              );
    return {
        ingressClass: ingress.ingressClass,
        ingressUrl: ingress.url,
        ingressNamespace: ingress.namespace,
        monitoringNamespace: prometheus.namespace,
        prometheusUrl: platform.prometheusAddress ?? prometheus.url,
        resources: [...argoRollouts.ready, ...prometheus.ready, ...ingress.ready],
    };
}

/** The name and the namespace of each ingress controller. */
const ingressNames: Readonly<Record<IngressController, string>> = { nginx: "ingress-nginx", traefik: "traefik" };

/** Returns the pods of a controller, which is named like its release and has its metrics on the port `metrics`. */
function controllerPods(name: string, namespace: string): MonitoredPods {
    return { name, namespace, labels: { "app.kubernetes.io/name": name }, port: "metrics" };
}
