import type { CanaryAppArgs, PlatformOutputs } from "@canary-delivery/components";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "./settings";

/** The canaried app that the settings describe, on a platform. */
export function canaryAppArgs(
    settings: Pick<Settings, "cluster" | "app" | "canary" | "gate" | "scrapeInterval" | "protect">,
    platform: PlatformOutputs,
    namespace: pulumi.Input<string>,
): CanaryAppArgs {
    const { app, canary } = settings;
    const { ingressClass, ingressNamespace, monitoringNamespace } = platform;
    const tls = app.tlsSecret === undefined ? {} : { tls: [{ hosts: [app.host], secretName: app.tlsSecret }] };
    return {
        name: app.name,
        namespace,
        image: app.image,
        baseline: app.baseline,
        scale: app.scale,
        ingresses: [{ ingressClass, rules: [{ host: app.host }], ...tls }],
        pod: {
            port: app.port,
            metricsPort: app.metricsPort,
            metricsPath: app.metricsPath,
            env: app.env,
            files: app.files,
            secretEnv: app.secretEnv,
        },
        ...canary.strategy,
        steps: canary.steps,
        startingStep: canary.startingStep,
        analysis: { ...canary.analysis, prometheusAddress: platform.prometheusUrl },
        scrapeInterval: settings.scrapeInterval,
        clients: { ingressNamespace, monitoringNamespace },
        protect: settings.protect,
        gate: { ...settings.cluster, ...settings.gate },
    };
}
