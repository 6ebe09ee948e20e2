import * as k8s from "@pulumi/kubernetes";
import type { podPorts } from "./args/pod";
import type * as pulumi from "@pulumi/pulumi";
import type { AppNames } from "./args/names";

/** Metadata and resource options shared by an app's objects. */
export interface Declaration {
    readonly labels: Readonly<Record<string, string>>;
    /** Labels that select the app's pods. */
    readonly selector: Readonly<Record<string, string>>;
    metadata(
        objectName: string,
        more?: Readonly<Partial<Record<"labels" | "annotations", Readonly<Record<string, pulumi.Input<string>>>>>>,
    ): k8s.types.input.meta.v1.ObjectMeta;
    child(more?: pulumi.CustomResourceOptions): pulumi.CustomResourceOptions;
    /** Returns the name of an object among Pulumi's resources. */
    resourceName(objectName: string): string;
}

/** Skips Pulumi's await: a Service has no endpoints before the Rollout, and nothing assigns the Ingress an address. */
export const skipAwait = { annotations: { "pulumi.com/skipAwait": "true" } } as const;

/** Creates the Service that the Ingress, or its canary copy, sends requests to. */
export function trafficService(
    serviceName: string,
    ports: ReturnType<typeof podPorts>,
    app: Declaration,
): k8s.core.v1.Service {
    return new k8s.core.v1.Service(
        app.resourceName(serviceName),
        {
            metadata: app.metadata(serviceName, skipAwait),
            spec: {
                selector: app.selector,
                ports: [{ name: "http", port: 80, targetPort: ports.http.name, protocol: "TCP" }],
            },
        },
        // The controller adds the ReplicaSet's hash; without it each Service would select both versions.
        app.child({ ignoreChanges: ["spec.selector"] }),
    );
}

/** Returns the labels of the Service that is only scraped. */
export function metricsLabels(labels: Declaration["labels"]): Declaration["labels"] {
    return { ...labels, "app.kubernetes.io/component": "metrics" };
}

/** Creates the Service that is only scraped. */
export function metricsService(
    names: AppNames,
    { metrics }: ReturnType<typeof podPorts>,
    app: Declaration,
): k8s.core.v1.Service {
    const labels = metricsLabels(app.labels);
    return new k8s.core.v1.Service(
        app.resourceName(names.metricsService),
        {
            metadata: app.metadata(names.metricsService, { ...skipAwait, labels }),
            spec: {
                clusterIP: "None",
                selector: app.selector,
                ports: [{ name: "metrics", port: metrics.containerPort, targetPort: metrics.name, protocol: "TCP" }],
            },
        },
        app.child(),
    );
}
