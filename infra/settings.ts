import type { SyntheticRequest } from "@canary-delivery/components";
import { syntheticRequestProblems, validateCanaryApp } from "@canary-delivery/components/validation";
import * as pulumi from "@pulumi/pulumi";
import { type AppSettings, readApp } from "./appSettings";
import { canaryAppArgs, type CanaryAppSettings, settingOf } from "./canaryAppArgs";
import { readCanary } from "./canarySettings";
import { readCluster } from "./cluster";
import { readGate } from "./gateSettings";
import { readMonitoring } from "./monitoringSettings";
import { existingPlatform } from "./platform";
import { type ExistingPlatformSettings, type PlatformSettings, readPlatform } from "./platformSettings";
import { readRouter } from "./routerSettings";
import { type SettingProblem, SettingReader, type SettingSource } from "./settingReader";

/** The program's whole configuration; Pulumi.yaml describes each key and holds the defaults. */
export interface Settings extends CanaryAppSettings {
    readonly platform: PlatformSettings;
    readonly requestsPerSecond: number;
    readonly syntheticRequests: readonly SyntheticRequest[];
    /** The nodes' port for http; absent if another ingress answers on its usual port. */
    readonly ingressHttpNodePort?: number;
}

/**
 * Reads and checks every setting, before anything is changed.
 *
 * Asynchronous, because the names within a secret are read inside its Output.
 *
 * @throws pulumi.RunError listing every bad key at once; Pulumi shows its message without a stack trace
 */
export async function loadSettings(source: SettingSource): Promise<Settings> {
    const read = new SettingReader(source);
    const cluster = readCluster(read);
    const ingressHttpNodePort = readNodePort(read);
    const router = readRouter(read);
    const { platform, protect } = await readPlatform(read, router.kind, ingressHttpNodePort);
    const others: Partial<Pick<ExistingPlatformSettings, "ingressNamespace" | "monitoringNamespace">> =
        platform.kind === "reference" ? {} : platform;
    const app = await readApp(read, router, [others.ingressNamespace, others.monitoringNamespace]);
    const settings: Settings = {
        cluster,
        platform,
        app,
        canary: readCanary(read, platform.kind),
        gate: await readGate(read),
        monitoring: readMonitoring(read),
        scrapeInterval: read.string("scrapeInterval"),
        requestsPerSecond: readTraffic(read, app),
        syntheticRequests: readSyntheticRequests(read),
        ...(ingressHttpNodePort !== undefined && { ingressHttpNodePort }),
        protect,
    };
    validateApp(read, settings);
    if (read.problems.length > 0) {
        throw new pulumi.RunError(settingsMessage(read.problems));
    }
    return freeze(settings);
}

/** Adds the errors that the app would report only after the platform's installation, under their settings. */
function validateApp(read: SettingReader, settings: Settings): void {
    const { platform, app } = settings;
    // Another stack's outputs are read later; until then absent values are the usual ones.
    const expected = existingPlatform({ ...platform, kind: "existing" });
    // A setting that cannot be read is listed already, and a setting of several arguments is listed once.
    const pathOf = new Map(read.problems.map(({ key }) => [key, ""]));
    for (const { path, message } of validateCanaryApp(canaryAppArgs(settings, expected, app.namespace))) {
        const key = settingOf(path);
        if ((pathOf.get(key) ?? path) === path) {
            pathOf.set(key, path);
            read.add({ key, message });
        }
    }
}

/** Reads the node port: required if this stack installs the ingress, otherwise optional, for the app's URL. */
function readNodePort(read: SettingReader): number | undefined {
    const installed = read.is("platform", "install") && !read.is("ingressController", "none");
    if (!installed && read.is("ingressHttpNodePort", "")) {
        return undefined;
    }
    // The API server's default range.
    return read.wholeNumber("ingressHttpNodePort", 30_000, 32_767);
}

function readTraffic(read: SettingReader, { tlsSecret }: AppSettings): number {
    const requestsPerSecond = read.wholeNumber("requestsPerSecond", 0);
    if (requestsPerSecond > 0 && tlsSecret !== undefined) {
        const why = "ingress-nginx redirects http to https, which the synthetic traffic does not support";
        read.add({
            key: "requestsPerSecond",
            message: `must be 0 with tlsSecret, got ${requestsPerSecond}: ${why}`,
        });
    }
    return requestsPerSecond;
}

function readSyntheticRequests(read: SettingReader): readonly SyntheticRequest[] {
    const requests = read.structure("syntheticRequests");
    const problems = syntheticRequestProblems("syntheticRequests", requests);
    read.add(...problems.map(({ property, message }) => ({ key: property, message })));
    return requests as readonly SyntheticRequest[];
}

function settingsMessage(problems: readonly SettingProblem[]): string {
    const count = problems.length === 1 ? "1 setting is wrong" : `${problems.length} settings are wrong`;
    const lines = problems.map(({ key, message }) => `  canary-delivery:${key} ${message}`);
    return `${count}, nothing was changed:\n${lines.join("\n")}\nset them with \`pulumi config set\` or in the stack's settings file`;
}

function freeze<T extends object>(value: T): T {
    for (const field of Object.values(value)) {
        // An Output, such as a secret, has mutable state.
        if (typeof field === "object" && field !== null && !pulumi.Output.isInstance(field)) {
            freeze(field as object);
        }
    }
    return Object.freeze(value);
}
