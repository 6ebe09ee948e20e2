import type { CanaryAppArgs, PlatformOutputs } from "@canary-delivery/components";
import { strategyFields } from "@canary-delivery/components/validation";
import type * as pulumi from "@pulumi/pulumi";
import type { AppSettings } from "./appSettings";
import type { CanarySettings } from "./canarySettings";
import type { ClusterSettings } from "./cluster";
import type { GateSettings } from "./gateSettings";
import type { MonitoringSettings } from "./monitoringSettings";

/** The name of the article's AnalysisTemplate does not follow from the app's. */
const articleNames: ReadonlyMap<string, string> = new Map([["ops-hardening-demo", "ops-hardening-analysis"]]);

/** The settings of an app, its canary and its gate. */
export interface CanaryAppSettings {
    readonly cluster: ClusterSettings;
    readonly app: AppSettings;
    readonly canary: CanarySettings;
    readonly gate: GateSettings;
    /** Absent without alerts and dashboards. */
    readonly monitoring: MonitoringSettings | undefined;
    readonly scrapeInterval: string;
    /** True when `pulumi destroy` fails until a user removes the protection. */
    readonly protect: boolean;
}

/** Returns the arguments of the app that the settings describe, on a platform. */
export function canaryAppArgs(
    settings: CanaryAppSettings,
    platform: PlatformOutputs,
    namespace: pulumi.Input<string>,
): CanaryAppArgs {
    const { app, canary, monitoring } = settings;
    const { ingressClass, ingressNamespace, monitoringNamespace } = platform;
    return {
        name: app.name,
        namespace,
        image: app.image,
        baseline: app.baseline,
        scale: app.scale,
        ...routesOf(app, ingressClass),
        pod: {
            port: app.port,
            metricsPort: app.metricsPort,
            metricsPath: app.metricsPath,
            env: app.env,
            files: app.files,
            secretEnv: app.secretEnv,
        },
        podTemplate: app.podTemplate,
        monitor: app.monitor,
        monitoring: monitoring && { ...monitoring.shared, slo: monitoring.slo },
        ...canary.strategy,
        steps: canary.steps,
        smokeTest: canary.smokeTest,
        bakeTime: canary.bakeTime,
        advance: canary.advance,
        preflight: canary.preflight,
        argoNotifications: canary.argoNotifications,
        startingStep: canary.startingStep,
        analysis: { ...canary.analysis, prometheusAddress: platform.prometheusUrl },
        analysisTemplateName: articleNames.get(app.name),
        scrapeInterval: settings.scrapeInterval,
        clients: { ingressNamespace, monitoringNamespace },
        protect: settings.protect,
        gate: { ...settings.cluster, ...settings.gate },
    };
}

/** Returns the router of an app, and its Ingress if the router reads one. */
function routesOf(
    { router, host, tlsSecret }: AppSettings,
    ingressClass: pulumi.Input<string>,
): Pick<CanaryAppArgs, "router" | "ingresses"> {
    const routes = [{ host }];
    switch (router.kind) {
        case "nginx": {
            const tls = tlsSecret === undefined ? {} : { tls: [{ hosts: [host], secretName: tlsSecret }] };
            return { ingresses: [{ ingressClass, rules: routes, ...tls }] };
        }
        case "traefik": {
            const tls = tlsSecret === undefined ? {} : { tlsSecret };
            // The names of upstream's chart and of the Traefik that this program installs.
            return {
                router: {
                    kind: "traefik",
                    routes,
                    entryPoints: [tlsSecret === undefined ? "web" : "websecure"],
                    ...tls,
                },
            };
        }
        case "gatewayApi":
            return { router: { ...router, routes } };
    }
}

/** Settings whose argument has another name, or that set several arguments. */
const renamed: readonly (readonly [path: RegExp, setting: string])[] = [
    [/^ingresses\[0\]\.ingressClass$/, "ingressClass"],
    [/^ingresses\[0\]\.tls\[0\]\.secretName$/, "tlsSecret"],
    [/^ingresses\b.*$/, "host"],
    [/^router\.routes\b.*$/, "host"],
    [/^router\.(gateway|tlsSecret)/, "$1"],
    [/^scale$/, "replicas"],
    [/^analysis\.templates/, "analysisTemplates"],
    [/^analysis\.args/, "analysisArgs"],
    [/^gate\.timeoutSeconds$/, "gateTimeout"],
    [/^gate\.notifications\./, ""],
    [/^progressDeadlineSeconds$/, "progressDeadline"],
    [new RegExp(`^(?=(${strategyFields.join("|")})\\b)`), "strategy."],
    [/^(scale|pod|analysis|clients|monitoring|gate)\./, ""],
];

/** Returns the setting of an argument of {@link canaryAppArgs}; the rest of the path, such as an index, is kept. */
export function settingOf(path: string): string {
    const [pattern, setting] = renamed.find(([one]) => one.test(path)) ?? [/^/, ""];
    return path.replace(pattern, setting);
}
