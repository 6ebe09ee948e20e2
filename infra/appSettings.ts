import type { CanaryScale } from "@canary-delivery/components";
import type * as pulumi from "@pulumi/pulumi";
import type { SettingReader } from "./settingReader";

/** What runs, and where it is found. */
export interface AppSettings {
    readonly namespace: string;
    readonly name: string;
    readonly image: string;
    /** Absent where the first deploy is no canary. */
    readonly baseline?: string;
    readonly scale: CanaryScale;
    readonly host: string;
    /** The Secret that holds the host's certificate; absent where the Ingress answers http. */
    readonly tlsSecret?: string;
    readonly port: number;
    readonly metricsPort: number;
    readonly metricsPath: string;
    readonly env: Readonly<Record<string, string>>;
    readonly files: Readonly<Record<string, string>>;
    readonly secretEnv: Readonly<Record<string, pulumi.Output<string>>>;
}

/** Their objects are not the app's: an app there would fight over the Namespace, and take it along when it goes. */
const takenNamespaces = ["argo-rollouts", "default", "ingress-nginx", "kube-public", "kube-system", "monitoring"];

/** Reads what concerns the app; `platformNamespaces` are those that settings give to the platform. */
export async function readApp(
    read: SettingReader,
    platformNamespaces: readonly (string | undefined)[],
): Promise<AppSettings> {
    const taken = [...takenNamespaces, ...platformNamespaces];
    const baseline = read.optionalString("baseline");
    const tlsSecret = read.optionalString("tlsSecret");
    return {
        namespace: read.checked("namespace", "be the app's own", (text) => !taken.includes(text)),
        name: read.string("name"),
        image: read.string("image"),
        ...(baseline !== undefined && { baseline }),
        scale: readScale(read),
        // The stack's URL has it.
        host: read.checked("host", "be one name, and no pattern", (text) => !text.includes("*")),
        ...(tlsSecret !== undefined && { tlsSecret }),
        port: read.number("port"),
        metricsPort: read.number("metricsPort"),
        metricsPath: read.string("metricsPath"),
        env: read.strings("env"),
        files: read.strings("files"),
        secretEnv: await read.secretStrings("secretEnv"),
    };
}

/** The app's address through the ingress. The port on which nodes answer https is the cluster's choice. */
export function appUrl({ host, tlsSecret }: AppSettings, ingressHttpNodePort: number | undefined): string {
    const port = ingressHttpNodePort === undefined ? "" : `:${ingressHttpNodePort}`;
    return tlsSecret === undefined ? `http://${host}${port}` : `https://${host}`;
}

function readScale(read: SettingReader): CanaryScale {
    const autoscaling = read.structure("autoscaling");
    if (isEmpty(autoscaling)) {
        return { replicas: read.number("replicas") };
    }
    // It has no say, but is to be right for the day when it has.
    read.wholeNumber("replicas", 1);
    return { autoscaling } as CanaryScale;
}

/** Whether a value is a map without entries, as a map's default is. */
function isEmpty(value: unknown): boolean {
    return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
