import {
    CanaryApp,
    contractVersion,
    program,
    type StackOutputs,
    SyntheticTraffic,
    withOwnershipCheck,
} from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { appUrl } from "./appSettings";
import { canaryAppArgs } from "./canaryAppArgs";
import { clusterProvider } from "./cluster";
import { installPlatform, readReleases } from "./installedPlatform";
import { existingPlatform, type Platform } from "./platform";
import { referencePlatform } from "./referencedPlatform";
import { loadSettings, type Settings } from "./settings";
import { StackConfig } from "./settingReader";

/** Declares the stack. Asynchronous, because release manifests and the outputs of another stack are read. */
export const declare = program(async (): Promise<StackOutputs> => {
    const settings = await loadSettings(new StackConfig());
    const { app, cluster } = settings;
    const provider = clusterProvider(cluster);
    // One check for the platform and the namespace, and one for what needs the namespace.
    const ground = withOwnershipCheck("ownership", { provider }, { ...cluster, alternatives: alternatives(settings) });
    const { resources: platformResources, ...platform } = await platformOf(settings, ground);

    const namespace = namespaceOf(settings, ground);
    const checked = withOwnershipCheck(app.name, { provider }, cluster);
    const canaryApp = new CanaryApp(app.name, canaryAppArgs(settings, platform, namespace), {
        ...checked,
        dependsOn: [...platformResources],
    });
    if (settings.requestsPerSecond > 0) {
        new SyntheticTraffic(
            `${app.name}-traffic`,
            {
                cluster,
                namespace,
                url: platform.ingressUrl,
                host: app.host,
                requestsPerSecond: settings.requestsPerSecond,
                requests: settings.syntheticRequests,
            },
            // Not on the Rollout, whose baseline waits for requests, nor on the gate, which measures them.
            { ...checked, dependsOn: [...canaryApp.ingresses] },
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

/** Returns what a user can do next to existing objects of other owners. */
function alternatives({ platform }: Settings): string[] {
    return [
        ...(platform.kind === "install" ? ["use a platform that is installed already: set platform to existing"] : []),
        "deploy into a namespace that exists, and is then neither changed nor removed: set createNamespace to false",
    ];
}

/** Creates the app's namespace, or reads one that others created; returns its name. */
function namespaceOf({ app, protect }: Settings, opts: pulumi.CustomResourceOptions): pulumi.Output<string> {
    const { namespace: name } = app;
    if (app.createNamespace) {
        const args = { metadata: { name, labels: restricted } };
        return new k8s.core.v1.Namespace(name, args, { ...opts, protect }).metadata.name;
    }
    // Read, and not left out: a stack that created it earlier gives it up instead of removing it.
    return new ExistingNamespace(name, opts).id;
}

/** A Namespace that is only read. In contrast to `Namespace.get` it has inputs, so that a refresh finds no change. */
class ExistingNamespace extends pulumi.CustomResource {
    constructor(name: string, opts: pulumi.CustomResourceOptions) {
        const inputs = { apiVersion: "v1", kind: "Namespace", metadata: { name } };
        super("kubernetes:core/v1:Namespace", name, inputs, { ...opts, id: name });
    }
}

/** Labels that enforce, audit and warn on the `restricted` Pod Security Standard. */
const restricted = Object.fromEntries(
    ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]),
);

async function platformOf(settings: Settings, opts: pulumi.ComponentResourceOptions): Promise<Platform> {
    const { platform } = settings;
    switch (platform.kind) {
        case "install":
            return installPlatform(platform, settings, await readReleases(platform.ingressController), opts);
        case "reference":
            return referencePlatform(platform.stack, settings.app);
        case "existing":
            return existingPlatform(platform);
    }
}
