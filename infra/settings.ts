import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { appProblems, stepProblems, uncountablePauses } from "@canary-delivery/components/validation";
import * as pulumi from "@pulumi/pulumi";
import { type AppSettings, readApp } from "./appSettings";
import { canaryAppArgs } from "./canaryAppArgs";
import { type CanarySettings, readCanary } from "./canarySettings";
import { type GateSettings, readGate } from "./gateSettings";
import { contextProblem } from "./kubeContext";
import { usualPlatform } from "./platform";
import { type PlatformSettings, readPlatform } from "./platformSettings";
import { SettingReader, type SettingSource } from "./settingReader";

/** The program's whole configuration; Pulumi.yaml describes each key and holds the defaults. */
export interface Settings {
    readonly cluster: { readonly kubeconfig: string; readonly kubeContext: string };
    readonly platform: PlatformSettings;
    readonly app: AppSettings;
    readonly canary: CanarySettings;
    readonly gate: GateSettings;
    readonly scrapeInterval: string;
    readonly requestsPerSecond: number;
    /** The port of every node that answers http; absent where an ingress of somebody else answers on its usual port. */
    readonly ingressHttpNodePort?: number;
    /** Whether `pulumi destroy` is refused until somebody lifts the protection. */
    readonly protect: boolean;
}

/**
 * Reads and checks every setting, before anything is touched.
 *
 * A promise, because a secret's names are read without taking it out of its Output.
 *
 * @throws pulumi.RunError listing every bad key at once; Pulumi shows its message without a stack trace
 */
export async function loadSettings(source: SettingSource): Promise<Settings> {
    const read = new SettingReader(source);
    const cluster = {
        kubeContext: read.text("kubeContext", "name a context of the kubeconfig", (text) => text !== ""),
        kubeconfig: expandHome(read.text("kubeconfig", "be an absolute path, or one from ~", isPath)),
    };
    if (read.problems.length === 0) {
        read.problems.push(...contextProblem(cluster.kubeconfig, cluster.kubeContext));
    }
    const ingressHttpNodePort = readNodePort(read);
    const { platform, protect } = readPlatform(read, ingressHttpNodePort);
    const app = await readApp(
        read,
        platform.kind === "existing" ? [platform.ingressNamespace, platform.monitoringNamespace] : [],
    );
    const canary = readCanary(read);
    const gate = readGate(
        read,
        stepProblems(canary.steps, "steps", canary.strategy.maxTrafficWeight).length === 0 ? canary.steps : [],
    );
    const settings: Settings = {
        cluster,
        platform,
        app,
        canary,
        gate,
        scrapeInterval: read.duration("scrapeInterval"),
        requestsPerSecond: readTraffic(read, app),
        ...(ingressHttpNodePort !== undefined && { ingressHttpNodePort }),
        protect,
    };
    if (read.problems.length === 0 && gate.requestsMetric !== "") {
        read.problems.push(...uncountablePauses(canary.steps, settings.scrapeInterval));
    }
    if (read.problems.length === 0) {
        // What the app itself would refuse, such as steps that contradict each other, but only after the platform.
        read.problems.push(...appProblems(canaryAppArgs(settings, usualPlatform, app.namespace)));
    }
    if (read.problems.length > 0) {
        throw new pulumi.RunError(settingsMessage(read.problems));
    }
    return freeze(settings);
}

/** Needed where this stack installs the ingress, and elsewhere part of the app's URL if the ingress has one. */
function readNodePort(read: SettingReader): number | undefined {
    if (!read.is("platform", "install") && read.is("ingressHttpNodePort", "")) {
        return undefined;
    }
    // The range that every cluster has, unless its API server was told otherwise.
    return read.wholeNumber("ingressHttpNodePort", 30_000, 32_767);
}

function readTraffic(read: SettingReader, { tlsSecret }: AppSettings): number {
    const requestsPerSecond = read.wholeNumber("requestsPerSecond", 0);
    if (requestsPerSecond > 0 && tlsSecret !== undefined) {
        const why = "ingress-nginx sends http on to https, which the synthetic traffic does not speak";
        read.problems.push(`requestsPerSecond must be 0 with tlsSecret, got ${requestsPerSecond}: ${why}`);
    }
    return requestsPerSecond;
}

function settingsMessage(problems: readonly string[]): string {
    const count = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
    const lines = problems.map((problem) => `  canary-delivery:${problem}`);
    return `${count}, nothing was changed:\n${lines.join("\n")}\nset them with \`pulumi config set\` or in the stack's settings file`;
}

function isPath(text: string): boolean {
    return isAbsolute(text) || text.startsWith("~/");
}

function expandHome(path: string): string {
    return path.startsWith("~/") ? join(homedir(), path.slice(2)) : path;
}

function freeze<T extends object>(value: T): T {
    for (const field of Object.values(value)) {
        // An Output, such as a secret, keeps books of its own.
        if (typeof field === "object" && field !== null && !pulumi.Output.isInstance(field)) {
            freeze(field as object);
        }
    }
    return Object.freeze(value);
}
