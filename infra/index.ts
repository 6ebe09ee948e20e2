import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CanaryApp } from "../components/canaryApp";
import { SyntheticTraffic } from "../components/syntheticTraffic";
import type { StackOutputs } from "./outputs";
import { ingressClass, ingressUrl, installPlatform } from "./platform";
import { loadSettings } from "./settings";

// A function, because release manifests are read asynchronously; Pulumi awaits it and takes what it returns.
export = async (): Promise<StackOutputs> => {
    const settings = loadSettings(new pulumi.Config());
    const { app, cluster } = settings;
    const provider = new k8s.Provider("cluster", {
        kubeconfig: cluster.kubeconfig,
        context: cluster.kubeContext,
        // Otherwise a changed ConfigMap is replaced: gone for a moment, under the name that others mount it by.
        enableConfigMapMutable: true,
    });
    const platform = settings.installPlatform ? await installPlatform(settings, provider) : [];

    const namespace = new k8s.core.v1.Namespace(
        app.namespace,
        {
            metadata: {
                name: app.namespace,
                labels: { "pod-security.kubernetes.io/enforce": "restricted" },
            },
        },
        { provider },
    );
    const canaryApp = new CanaryApp(
        app.name,
        {
            name: app.name,
            image: app.image,
            baseline: app.baseline,
            scale: { replicas: app.replicas },
            ingresses: [{ ingressClass, rules: [{ host: app.host }] }],
            pod: { env: app.env },
            additionalIngressAnnotations: app.additionalIngressAnnotations,
            namespace: namespace.metadata.name,
            steps: settings.steps,
            startingStep: settings.startingStep,
            progressDeadlineSeconds: settings.progressDeadlineSeconds,
            analysis: settings.analysis,
            scrapeInterval: settings.scrapeInterval,
            gate: { ...cluster, ...settings.gate },
        },
        { provider, dependsOn: platform },
    );
    if (settings.requestsPerSecond > 0) {
        new SyntheticTraffic(
            `${app.name}-traffic`,
            {
                namespace: namespace.metadata.name,
                url: ingressUrl,
                host: app.host,
                requestsPerSecond: settings.requestsPerSecond,
            },
            // Neither on the Rollout, whose baseline waits for requests, nor on the gate, whose canary is measured by them.
            { provider, dependsOn: [...canaryApp.ingresses] },
        );
    }

    return {
        url: `http://${app.host}:${settings.ingressHttpNodePort}`,
        host: app.host,
        namespace: app.namespace,
        rolloutName: app.name,
        stableService: canaryApp.stableService.metadata.name,
        canaryService: canaryApp.canaryService.metadata.name,
        ingressClass,
        prometheusUrl: settings.analysis.prometheusAddress,
        outcome: canaryApp.gate.outcome,
        revision: canaryApp.gate.revision,
        image: canaryApp.gate.image,
        evidence: canaryApp.gate.evidence,
    };
};
