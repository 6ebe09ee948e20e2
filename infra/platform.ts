import type { PlatformOutputs } from "@canary-delivery/components";
import type * as pulumi from "@pulumi/pulumi";
import type { ExistingPlatformSettings } from "./platformSettings";

/** What an app needs to know of the platform under it, wherever that comes from. */
export interface Platform extends PlatformOutputs {
    /** What the app depends on; nothing where others installed the platform. */
    readonly resources: readonly pulumi.Resource[];
}

/** Where the parts of a platform are as this program installs them, and where others usually have them. */
export const usualPlatform: PlatformOutputs = {
    ingressClass: "nginx",
    ingressUrl: "http://ingress-nginx-controller.ingress-nginx.svc",
    ingressNamespace: "ingress-nginx",
    monitoringNamespace: "monitoring",
    prometheusUrl: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
};

/** A platform that somebody installed by other means: what the settings do not say is as usual. */
export function existingPlatform(said: ExistingPlatformSettings): Platform {
    return {
        ingressClass: said.ingressClass ?? usualPlatform.ingressClass,
        ingressUrl: said.ingressUrl ?? usualPlatform.ingressUrl,
        ingressNamespace: said.ingressNamespace ?? usualPlatform.ingressNamespace,
        monitoringNamespace: said.monitoringNamespace ?? usualPlatform.monitoringNamespace,
        prometheusUrl: said.prometheusAddress ?? usualPlatform.prometheusUrl,
        resources: [],
    };
}
