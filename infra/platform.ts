import type { PlatformOutputs } from "@canary-delivery/components";
import type * as pulumi from "@pulumi/pulumi";
import type { ExistingIngressSettings, ExistingPlatformSettings } from "./platformSettings";

/** Facts about the platform that an app needs, for any kind of platform. */
export interface Platform extends PlatformOutputs {
    /** Dependencies of the app; empty if others installed the platform. */
    readonly resources: readonly pulumi.Resource[];
}

/** Names and URLs of the platform as this program installs it, and defaults for a platform of others. */
export const usualPlatform: PlatformOutputs = {
    ingressClass: "nginx",
    ingressUrl: "http://ingress-nginx-controller.ingress-nginx.svc",
    ingressNamespace: "ingress-nginx",
    monitoringNamespace: "monitoring",
    prometheusUrl: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
};

/** Returns a platform that was installed by other means; absent settings have the usual values. */
export function existingPlatform(settings: ExistingPlatformSettings): Platform {
    return {
        ...existingIngress(settings),
        monitoringNamespace: settings.monitoringNamespace ?? usualPlatform.monitoringNamespace,
        prometheusUrl: settings.prometheusAddress ?? usualPlatform.prometheusUrl,
        resources: [],
    };
}

/** Returns the entry of the apps' requests that others installed; absent settings have the usual values. */
export function existingIngress(
    settings: ExistingIngressSettings,
): Pick<Platform, "ingressClass" | "ingressUrl" | "ingressNamespace"> {
    return {
        ingressClass: settings.ingressClass ?? usualPlatform.ingressClass,
        ingressUrl: settings.ingressUrl ?? usualPlatform.ingressUrl,
        ingressNamespace: settings.ingressNamespace ?? usualPlatform.ingressNamespace,
    };
}
