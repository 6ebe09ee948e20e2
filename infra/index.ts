import { CanaryApp, contractVersion, program, type StackOutputs, SyntheticTraffic } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import { appUrl } from "./appSettings";
import { canaryAppArgs } from "./canaryAppArgs";
import { clusterProvider } from "./cluster";
import { installPlatform, readReleases } from "./installedPlatform";
import { existingPlatform, type Platform } from "./platform";
import { referencePlatform } from "./referencedPlatform";
import { loadSettings, type Settings } from "./settings";
import { StackConfig } from "./settingReader";

// The SDK takes a stack trace for each of thousands of promises, and maps every frame of it to TypeScript: a fifth of a
// preview's time with Node's default of 10 frames. A user's mistake is shown without a stack trace in any case.
Error.stackTraceLimit = 3;

// A function, because release manifests and another stack's outputs are read asynchronously. Pulumi awaits it and uses
// its result as outputs.
export = program(async (): Promise<StackOutputs> => {
    const settings = await loadSettings(new StackConfig());
    const { app, cluster } = settings;
    const provider = clusterProvider(cluster);
    const { resources: platformResources, ...platform } = await platformOf(settings, provider);

    const namespace = new k8s.core.v1.Namespace(
        app.namespace,
        { metadata: { name: app.namespace, labels: restricted } },
        { provider, protect: settings.protect },
    );
    const canaryApp = new CanaryApp(app.name, canaryAppArgs(settings, platform, namespace.metadata.name), {
        provider,
        dependsOn: [...platformResources],
    });
    if (settings.requestsPerSecond > 0) {
        new SyntheticTraffic(
            `${app.name}-traffic`,
            {
                namespace: namespace.metadata.name,
                url: platform.ingressUrl,
                host: app.host,
                requestsPerSecond: settings.requestsPerSecond,
                requests: settings.syntheticRequests,
            },
            // Not on the Rollout, whose baseline waits for requests, nor on the gate, which measures them.
            { provider, dependsOn: [...canaryApp.ingresses] },
        );
    }

    return {
        contractVersion,
        url: appUrl(app, settings.ingressHttpNodePort),
        host: app.host,
        namespace: app.namespace,
        rolloutName: app.name,
        stableService: canaryApp.stableService.metadata.name,
        canaryService: canaryApp.canaryService.metadata.name,
        ...platform,
        outcome: canaryApp.gate.outcome,
        revision: canaryApp.gate.revision,
        image: canaryApp.gate.image,
        evidence: canaryApp.gate.evidence,
        report: canaryApp.gate.report,
    };
});

/** Labels that enforce, audit and warn on the `restricted` Pod Security Standard. */
const restricted = Object.fromEntries(
    ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

async function platformOf(settings: Settings, provider: k8s.Provider): Promise<Platform> {
    const { platform } = settings;
    switch (platform.kind) {
        case "install":
            return installPlatform(platform, settings, await readReleases(), { provider });
        case "reference":
            return referencePlatform(platform.stack, settings.app);
        case "existing":
            return existingPlatform(platform);
    }
}
