import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import { validateCanaryApp } from "@canary-delivery/components/validation";
import * as pulumi from "@pulumi/pulumi";
import { type AppSettings, readApp } from "./appSettings";
import { canaryAppArgs, type CanaryAppSettings, settingOf } from "./canaryAppArgs";
import { readCanary } from "./canarySettings";
import { readGate } from "./gateSettings";
import { contextProblem } from "./kubeContext";
import { existingPlatform } from "./platform";
import { type PlatformSettings, readPlatform } from "./platformSettings";
import { type SettingProblem, SettingReader, type SettingSource } from "./settingReader";

/** The program's whole configuration; Pulumi.yaml describes each key and holds the defaults. */
export interface Settings extends CanaryAppSettings {
    readonly platform: PlatformSettings;
    readonly requestsPerSecond: number;
    /** The port of every node that answers http; absent where another ingress answers on its usual port. */
    readonly ingressHttpNodePort?: number;
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
        kubeContext: read.checked("kubeContext", "name a context of the kubeconfig", (text) => text !== ""),
        kubeconfig: expandHome(read.checked("kubeconfig", "be an absolute path, or one from ~", isPath)),
    };
    if (read.problems.length === 0) {
        read.add(...contextProblem(cluster.kubeconfig, cluster.kubeContext));
    }
    const ingressHttpNodePort = readNodePort(read);
    const { platform, protect } = readPlatform(read, ingressHttpNodePort);
    const app = await readApp(
        read,
        platform.kind === "existing" ? [platform.ingressNamespace, platform.monitoringNamespace] : [],
    );
    const settings: Settings = {
        cluster,
        platform,
        app,
        canary: readCanary(read),
        gate: readGate(read),
        scrapeInterval: read.string("scrapeInterval"),
        requestsPerSecond: readTraffic(read, app),
        ...(ingressHttpNodePort !== undefined && { ingressHttpNodePort }),
        protect,
    };
    validateApp(read, settings);
    if (read.problems.length > 0) {
        throw new pulumi.RunError(settingsMessage(read.problems));
    }
    return freeze(settings);
}

/** Adds what the app itself would refuse, but only after the platform: each under the setting that it comes from. */
function validateApp(read: SettingReader, settings: Settings): void {
    const { platform, app } = settings;
    // Another stack's outputs are read later; what they or the settings do not say is as usual.
    const expected = existingPlatform({ ...platform, kind: "existing" });
    // A setting that cannot be read is named already, and one that several arguments are made of is named once.
    const pathOf = new Map(read.problems.map(({ key }) => [key, ""]));
    for (const { path, message } of validateCanaryApp(canaryAppArgs(settings, expected, app.namespace))) {
        const key = settingOf(path);
        if ((pathOf.get(key) ?? path) === path) {
            pathOf.set(key, path);
            read.add({ key, message });
        }
    }
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
        read.add({
            key: "requestsPerSecond",
            message: `must be 0 with tlsSecret, got ${requestsPerSecond}: ${why}`,
        });
    }
    return requestsPerSecond;
}

function settingsMessage(problems: readonly SettingProblem[]): string {
    const count = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
    const lines = problems.map(({ key, message }) => `  canary-delivery:${key} ${message}`);
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
