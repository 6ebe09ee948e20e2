import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { ArgoRollouts } from "../components/argoRollouts";
import { IngressNginx } from "../components/ingressNginx";
import { PrometheusStack } from "../components/prometheusStack";
import { readReleaseManifest } from "../components/releaseManifest";
import { releaseManifests } from "../components/versions";
import type { Settings } from "./settings";

/** The class of ingress-nginx, installed by this stack or another. */
export const ingressClass = "nginx";
/** Where pods reach the ingress controller, installed by this stack or another. */
export const ingressUrl = "http://ingress-nginx-controller.ingress-nginx.svc";

/** Installs what a canary needs on a cluster; the app depends on what this returns. */
export async function installPlatform(settings: Settings, provider: k8s.Provider): Promise<pulumi.Resource[]> {
    const [argoObjects, prometheusObjects, nginxObjects] = await Promise.all([
        readReleaseManifest(releaseManifests.argoRollouts),
        readReleaseManifest(releaseManifests.prometheusOperator),
        readReleaseManifest(releaseManifests.ingressNginx),
    ]);
    const { cluster } = settings;
    const argoRollouts = new ArgoRollouts(
        "argo-rollouts",
        { manifest: releaseManifests.argoRollouts, objects: argoObjects, cluster },
        { provider },
    );
    const prometheus = new PrometheusStack(
        "prometheus",
        {
            manifest: releaseManifests.prometheusOperator,
            objects: prometheusObjects,
            cluster,
            scrapeInterval: settings.scrapeInterval,
            monitoredPods: [
                {
                    name: "argo-rollouts",
                    namespace: argoRollouts.namespace,
                    labels: { "app.kubernetes.io/name": "argo-rollouts" },
                    port: "metrics",
                },
                {
                    name: "ingress-nginx",
                    namespace: "ingress-nginx",
                    labels: { "app.kubernetes.io/name": "ingress-nginx" },
                    port: "metrics",
                },
            ],
        },
        { provider },
    );
    const ingress = new IngressNginx(
        "ingress-nginx",
        { objects: nginxObjects, httpNodePort: settings.ingressHttpNodePort, digests: settings.imageDigests },
        { provider },
    );
    return [argoRollouts, prometheus, ingress];
}
