import type { CanaryScale } from "@canary-delivery/components";
import { autoscalingProblems, isObjectName, nameProblem } from "@canary-delivery/components/validation";
import type * as pulumi from "@pulumi/pulumi";
import { isFileName, isHost, isImage, isLabel, isUrlPath, isVariable } from "./names";
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

/** Reads what concerns the app; `platformNamespaces` are those that settings name as somebody else's. */
export async function readApp(
    read: SettingReader,
    platformNamespaces: readonly (string | undefined)[],
): Promise<AppSettings> {
    const namespace = read.text("namespace", "be a DNS label of at most 63 characters", isLabel);
    if ([...takenNamespaces, ...platformNamespaces].includes(namespace)) {
        read.problems.push(`namespace must be the app's own, got ${JSON.stringify(namespace)}`);
    }
    const name = read.text("name", "", () => true);
    const problem = nameProblem(name);
    if (problem !== undefined) {
        read.problems.push(problem);
    }
    const baseline = read.optionalText("baseline", "name a container image", isImage);
    const tlsSecret = read.optionalText("tlsSecret", "name a Secret", isObjectName);
    return {
        namespace,
        name,
        image: read.text("image", "name a container image", isImage),
        ...(baseline !== undefined && { baseline }),
        scale: readScale(read),
        host: read.text("host", "be a DNS name", isHost),
        ...(tlsSecret !== undefined && { tlsSecret }),
        port: read.wholeNumber("port", 1, 65_535),
        metricsPort: read.wholeNumber("metricsPort", 1, 65_535),
        metricsPath: read.text("metricsPath", "be a path that begins with a slash", isUrlPath),
        files: read.texts("files", "with letters, digits, dots, dashes and underscores", isFileName),
        ...(await readVariables(read)),
    };
}

/** The app's address through the ingress. The port on which nodes answer https is the cluster's choice. */
export function appUrl({ host, tlsSecret }: AppSettings, ingressHttpNodePort: number | undefined): string {
    const port = ingressHttpNodePort === undefined ? "" : `:${ingressHttpNodePort}`;
    return tlsSecret === undefined ? `http://${host}${port}` : `https://${host}`;
}

function readScale(read: SettingReader): CanaryScale {
    const replicas = read.wholeNumber("replicas", 1);
    const autoscaling = read.structure("autoscaling");
    if (isEmptyObject(autoscaling)) {
        return { replicas };
    }
    read.problems.push(...autoscalingProblems(autoscaling));
    return { autoscaling } as CanaryScale;
}

async function readVariables(read: SettingReader): Promise<Pick<AppSettings, "env" | "secretEnv">> {
    const named = "with letters, digits and underscores, and no digit first";
    const env = read.texts("env", named, isVariable);
    const secretEnv = await read.secretTexts("secretEnv", named, isVariable);
    for (const name of Object.keys(secretEnv)) {
        if (name in env) {
            read.problems.push(`secretEnv.${name} must be left out of env, which has it too`);
        }
    }
    return { env, secretEnv };
}

/** A list or an object that holds nothing, as an object's default does. */
function isEmptyObject(value: unknown): boolean {
    return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}
