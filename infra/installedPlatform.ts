import {
    ArgoRollouts,
    EnvoyGateway,
    IngressNginx,
    type KubernetesObject,
    type MonitoredPods,
    PrometheusStack,
    readReleaseManifest,
    Traefik,
} from "@canary-delivery/components";
import { releaseManifests, traefikDefinitions } from "@canary-delivery/components/versions";
import type * as pulumi from "@pulumi/pulumi";
import { existingIngress, type Platform, usualPlatform } from "./platform";
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
                controllerPods({ name: "argo-rollouts", namespace: argoRollouts.namespace }),
                ...(platform.ingressController === "none"
                    ? []
                    : [controllerPods(ingressNames[platform.ingressController])]),
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
    // The definitions know from the state whether an installation by an earlier version is this stack's.
    const ingress = installIngress(platform, settings, releases, {
        ...opts,
        dependsOn: [argoRollouts.customResourceDefinitions],
    });
    return {
        ...ingress,
        monitoringNamespace: prometheus.namespace,
        prometheusUrl: platform.prometheusAddress ?? prometheus.url,
        resources: [...argoRollouts.ready, ...prometheus.ready, ...ingress.resources],
    };
}

/** The name and the namespace of each ingress controller. */
const ingressNames = {
    nginx: { name: "ingress-nginx", namespace: "ingress-nginx" },
    traefik: { name: "traefik", namespace: "traefik" },
    "envoy-gateway": { name: "envoy-gateway", namespace: "envoy-gateway-system" },
} as const;

/** Installs the ingress controller, or returns the facts about what others installed. */
function installIngress(
    platform: InstalledPlatformSettings,
    { cluster, protect }: Pick<Settings, "cluster" | "protect">,
    { ingressNginx }: Releases,
    opts: pulumi.ComponentResourceOptions,
): Pick<Platform, "ingressClass" | "ingressUrl" | "ingressNamespace" | "resources"> {
    if (platform.ingressController === "none") {
        return { ...existingIngress(platform), resources: [] };
    }
    const { retainCustomResources, router } = platform;
    const { name } = ingressNames[platform.ingressController];
    const args = {
        ...{ cluster, protect, httpNodePort: platform.ingressHttpNodePort, replicas: platform.controllerReplicas },
        monitoringNamespace: usualPlatform.monitoringNamespace,
    };
    if (platform.ingressController === "envoy-gateway") {
        const { url, namespace, ready } = new EnvoyGateway(name, { ...args, retainCustomResources }, opts);
        // No Ingress has it: the router of every app is gatewayApi.
        return {
            ingressClass: usualPlatform.ingressClass,
            ingressUrl: url,
            ingressNamespace: namespace,
            resources: ready,
        };
    }
    const { ingressClass, url, namespace, ready } =
        platform.ingressController === "traefik"
            ? new Traefik(
                  name,
                  {
                      ...args,
                      retainCustomResources,
                      gatewayApi: router === "gatewayApi",
                      ...(router === "traefik" && { definitions: traefikDefinitions }),
                  },
                  opts,
              )
            : new IngressNginx(name, { ...args, objects: ingressNginx, digests: platform.imageDigests }, opts);
    return { ingressClass, ingressUrl: url, ingressNamespace: namespace, resources: ready };
}

/** Returns the pods of a controller, which is named like its release and has its metrics on the port `metrics`. */
function controllerPods({ name, namespace }: Pick<MonitoredPods, "name" | "namespace">): MonitoredPods {
    return { name, namespace, labels: { "app.kubernetes.io/name": name }, port: "metrics" };
}
