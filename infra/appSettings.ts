import type { CanaryMonitor, CanaryPodTemplate, CanaryScale } from "@canary-delivery/components";
import type * as pulumi from "@pulumi/pulumi";
import type { RouterSettings } from "./routerSettings";
import type { SettingReader } from "./settingReader";

/** Settings of the app: its image, pods and address. */
export interface AppSettings {
    readonly namespace: string;
    /** False if the namespace belongs to others. */
    readonly createNamespace: boolean;
    readonly name: string;
    readonly image: string;
    /** Absent if the first deploy is not a canary. */
    readonly baseline?: string;
    readonly scale: CanaryScale;
    readonly router: RouterSettings;
    readonly host: string;
    /** The Secret with the host's certificate; absent if the router answers http. */
    readonly tlsSecret?: string;
    readonly port: number;
    readonly metricsPort: number;
    readonly metricsPath: string;
    readonly env: Readonly<Record<string, string>>;
    readonly files: Readonly<Record<string, string>>;
    readonly secretEnv: Readonly<Record<string, pulumi.Output<string>>>;
    readonly podTemplate: CanaryPodTemplate | undefined;
    readonly monitor: CanaryMonitor | undefined;
}

/** Namespaces of other owners: an app there would fight over the Namespace, and delete it when it is removed. */
const takenNamespaces = [
    "argo-rollouts",
    "default",
    "ingress-nginx",
    "kube-public",
    "kube-system",
    "monitoring",
    "traefik",
];

/** Reads the settings of the app; `platformNamespaces` are the platform's namespaces from the settings. */
export async function readApp(
    read: SettingReader,
    router: RouterSettings,
    platformNamespaces: readonly (string | undefined)[],
): Promise<AppSettings> {
    const taken = [...takenNamespaces, ...platformNamespaces];
    const baseline = read.optionalString("baseline");
    const tlsSecret = read.optionalString("tlsSecret");
    return {
        namespace: read.checked("namespace", "be the app's own", (text) => !taken.includes(text)),
        createNamespace: read.flag("createNamespace"),
        name: read.string("name"),
        image: read.string("image"),
        ...(baseline !== undefined && { baseline }),
        scale: readScale(read),
        router,
        // The host is part of the stack's URL.
        host: read.checked("host", "be a single name without a wildcard", (text) => !text.includes("*")),
        ...(tlsSecret !== undefined && { tlsSecret }),
        port: read.number("port"),
        metricsPort: read.number("metricsPort"),
        metricsPath: read.string("metricsPath"),
        env: read.strings("env"),
        files: read.strings("files"),
        secretEnv: await read.secretStrings("secretEnv"),
        // The validator of the app rejects what is none.
        podTemplate: read.optionalStructure("podTemplate") as CanaryPodTemplate | undefined,
        monitor: read.optionalStructure("monitor") as CanaryMonitor | undefined,
    };
}

/** Returns the app's address through the ingress. The nodes' port for https is the cluster's choice. */
export function appUrl({ host, tlsSecret }: AppSettings, ingressHttpNodePort: number | undefined): string {
    const port = ingressHttpNodePort === undefined ? "" : `:${ingressHttpNodePort}`;
    return tlsSecret === undefined ? `http://${host}${port}` : `https://${host}`;
}

function readScale(read: SettingReader): CanaryScale {
    const autoscaling = read.optionalStructure("autoscaling");
    if (autoscaling === undefined) {
        return { replicas: read.number("replicas") };
    }
    // Unused with autoscaling, but checked for the day when it is used.
    read.wholeNumber("replicas", 1);
    return { autoscaling } as CanaryScale;
}
