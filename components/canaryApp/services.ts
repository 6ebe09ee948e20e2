import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { namesOf } from "./names";
import { appPort } from "./pod";

/** How an app declares its objects. */
export interface Declaration {
    readonly labels: Readonly<Record<string, string>>;
    /** The labels that its pods are selected by. */
    readonly selector: Readonly<Record<string, string>>;
    metadata(objectName: string, more?: object): k8s.types.input.meta.v1.ObjectMeta;
    child(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
}

/** Waited for, neither a Service nor an Ingress would end: endpoints come with the Rollout, an address with nobody. */
export const skipAwait = { annotations: { "pulumi.com/skipAwait": "true" } } as const;

/** The Service that the Ingress, or its canary copy, sends requests to. */
export function trafficService(serviceName: string, app: Declaration): k8s.core.v1.Service {
    return new k8s.core.v1.Service(
        serviceName,
        {
            metadata: app.metadata(serviceName, skipAwait),
            spec: {
                selector: app.selector,
                ports: [{ name: "http", port: 80, targetPort: appPort.name, protocol: "TCP" }],
            },
        },
        // The controller adds the ReplicaSet's hash; with it gone, each Service would serve both versions.
        app.child({ ignoreChanges: ["spec.selector"] }),
    );
}

/** The Service that is only scraped, with the ServiceMonitor that says so. */
export function metricsService(
    monitorName: string,
    names: ReturnType<typeof namesOf>,
    scrapeInterval: string,
    app: Declaration,
): k8s.core.v1.Service {
    const labels = { ...app.labels, "app.kubernetes.io/component": "metrics" };
    const service = new k8s.core.v1.Service(
        names.metricsService,
        {
            metadata: app.metadata(names.metricsService, { ...skipAwait, labels }),
            spec: {
                clusterIP: "None",
                selector: app.selector,
                ports: [{ name: "metrics", port: 8080, targetPort: appPort.name, protocol: "TCP" }],
            },
        },
        app.child(),
    );
    new k8s.apiextensions.CustomResource(
        monitorName,
        {
            apiVersion: "monitoring.coreos.com/v1",
            kind: "ServiceMonitor",
            metadata: app.metadata(names.metricsService),
            spec: {
                selector: { matchLabels: labels },
                endpoints: [{ port: "metrics", interval: scrapeInterval }],
                // Lets a query tell the canary's requests from the stable version's.
                podTargetLabels: ["rollouts-pod-template-hash"],
            },
        },
        app.child(),
    );
    return service;
}
