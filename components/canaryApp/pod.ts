import type * as k8s from "@pulumi/kubernetes";
import * as kx from "@pulumi/kubernetesx";
import * as pulumi from "@pulumi/pulumi";

/** The port that the app listens on, by number and by name. */
export const appPort = { name: "http", containerPort: 8080 } as const;

/** What runs in a pod of the app. */
export interface AppPodArgs {
    readonly name: string;
    readonly image: pulumi.Input<string>;
    readonly env: Readonly<Record<string, string>>;
    readonly serviceAccountName: pulumi.Input<string>;
}

/**
 * The spec of the app's pods.
 *
 * Only PodBuilder's pod spec is used, not its asDeploymentSpec: that one derives names, labels and the selector from
 * Outputs, so that one value unknown in a preview hides them all.
 */
export function appPodSpec(args: AppPodArgs): pulumi.Output<k8s.types.input.core.v1.PodSpec> {
    const builder = new kx.PodBuilder({
        serviceAccountName: args.serviceAccountName,
        automountServiceAccountToken: false,
        terminationGracePeriodSeconds: 30,
        securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
            {
                // PodBuilder would derive "my" from "registry/my-app:1".
                name: args.name,
                image: args.image,
                imagePullPolicy: "IfNotPresent",
                env: { ...args.env },
                ports: [{ ...appPort, protocol: "TCP" }],
                readinessProbe: { httpGet: { path: "/readyz", port: appPort.name }, periodSeconds: 2 },
                livenessProbe: { httpGet: { path: "/healthz", port: appPort.name }, periodSeconds: 10 },
                // Canonical quantities: the controller writes 1000m back as 1, and owns the field from then on.
                resources: {
                    requests: { cpu: "50m", memory: "64Mi" },
                    limits: { cpu: "500m", memory: "256Mi" },
                },
                securityContext: {
                    allowPrivilegeEscalation: false,
                    readOnlyRootFilesystem: true,
                    capabilities: { drop: ["ALL"] },
                },
            },
        ],
    });
    return builder.podSpec.apply(withoutEmpty);
}

/**
 * A copy without empty arrays and empty texts. PodBuilder always writes `env: []`, `volumes: []` and the like; the
 * controller drops them when it writes the object, and the next update would find them changed.
 */
export function withoutEmpty<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => withoutEmpty(item)) as T;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const entries = Object.entries(value).filter(([, field]) => !isEmpty(field));
    return Object.fromEntries(entries.map(([key, field]) => [key, withoutEmpty<unknown>(field)])) as T;
}

function isEmpty(field: unknown): boolean {
    return field === undefined || field === null || field === "" || (Array.isArray(field) && field.length === 0);
}
