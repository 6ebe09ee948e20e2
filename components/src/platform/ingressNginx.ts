import * as pulumi from "@pulumi/pulumi";
import { withOwnCheck } from "../ownership";
import { existingRelease, type ReleaseArgs } from "./release/releaseArgs";
import { withReplicas } from "./release/replicas";
import {
    type ContainerObject,
    createManifestObjects,
    type DeploymentObject,
    restricted,
    servingObjects,
    withContainers,
} from "./release/manifestObjects";
import { networkPolicies } from "./release/networkPolicies";
import { ingressNginxPermissions, withPermissions } from "./permissions";
import { withReadOnlyRoot, type WritableFolders } from "./release/readOnlyRoot";
import type { KubernetesObject } from "./release/readManifest";

/** Arguments of {@link IngressNginx}. */
export interface IngressNginxArgs extends Pick<ReleaseArgs, "objects" | "cluster"> {
    /** The node port for http. */
    readonly httpNodePort: number;
    /**
     * Keeps or strips the digests of upstream's images. An image that was built elsewhere has another digest.
     * @default "keep"
     */
    readonly digests?: "keep" | "strip";
    /**
     * Replicas of the controller. All route traffic; one of them writes addresses into the Ingresses.
     * @default 1
     */
    readonly replicas?: number;
    /**
     * Protects the Namespace, on which every request depends, from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
    /**
     * The namespace whose pods may read the controller's metrics.
     * @default "monitoring"
     */
    readonly monitoringNamespace?: string;
}

const namespace = "ingress-nginx";
/** The volume of the webhook's certificate. */
const certificate = "webhook-cert";
const metricsPort = { name: "metrics", containerPort: 10254, protocol: "TCP" };
const pods = { "app.kubernetes.io/name": "ingress-nginx", "app.kubernetes.io/component": "controller" };

/** Restrictions on authors of Ingresses, explicit even if they are the controller's default: docs/security.md. */
const configuration = {
    "allow-snippet-annotations": "false",
    "annotations-risk-level": "High",
    "allow-cross-namespace-resources": "false",
    "server-tokens": "false",
};

/** Folders that the controller and nginx write to: configuration, certificates, and temporary files. */
const writable: WritableFolders = {
    copied: { "nginx-configuration": "/etc/nginx", "controller-files": "/etc/ingress-controller" },
    empty: {
        "temporary-files": { path: "/tmp", folders: ["nginx"] },
        // For modules that nginx was built with and that the configuration does not mention.
        "nginx-files": { path: "/var/lib/nginx" },
    },
};

/** Returns the manifest's objects as this project installs them: without the admission webhook and its objects. */
export function ingressNginxObjects(
    objects: readonly KubernetesObject[],
    args: Omit<IngressNginxArgs, "objects" | "cluster">,
): KubernetesObject[] {
    const adjusted = objects
        .filter((object) => !isAdmission(object))
        .map((object) => withContainers(withoutCertificate(object), (container) => controller(container, args)))
        .map((object) => withReadOnlyRoot(withoutOutage(object), writable))
        .map((object) => withConfiguration(restricted(object)))
        .map((object) => withNodePort(object, args.httpNodePort));
    const { replicas = 1, monitoringNamespace = "monitoring" } = args;
    return [
        ...withReplicas(withPermissions(adjusted, ingressNginxPermissions), replicas),
        ...networkPolicies(namespace, [
            { name: "ingress-nginx-http", pods, ports: [80, 443] },
            {
                name: "ingress-nginx-metrics",
                pods,
                ports: [metricsPort.containerPort],
                from: [{ namespace: monitoringNamespace }],
            },
        ]),
    ];
}

/** The ingress-nginx controller, as a NodePort. */
export class IngressNginx extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    readonly ingressClass: string = "nginx";
    /** The URL at which pods reach it. */
    readonly url: string = `http://ingress-nginx-controller.${namespace}.svc`;
    /**
     * The resources that need all others of it, for `dependsOn`: with the component itself every dependent would list all
     * of them in the state.
     */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: IngressNginxArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "canary:index:IngressNginx",
            name,
            {},
            withOwnCheck(name, opts, { ...args.cluster, alternatives: [existingRelease] }),
        );
        const created = createManifestObjects(ingressNginxObjects(args.objects, args), {
            parent: this,
            protect: args.protect ?? false,
        });
        this.ready = servingObjects(created);
        this.registerOutputs({ namespace, ingressClass: this.ingressClass });
    }
}

/** True for the webhook, its Service, its permissions, and the two Jobs that create and install its certificate. */
function isAdmission({ kind, metadata }: KubernetesObject): boolean {
    return (
        kind === "ValidatingWebhookConfiguration" ||
        metadata.name === "ingress-nginx-controller-admission" ||
        metadata.labels?.["app.kubernetes.io/component"] === "admission-webhook"
    );
}

function withoutCertificate(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const { spec } = object as DeploymentObject;
    const volumes = withoutNamed(spec.template.spec["volumes"], certificate);
    return { ...object, spec: { ...spec, template: { ...spec.template, spec: { ...spec.template.spec, volumes } } } };
}

function withoutNamed(list: unknown, name: string): unknown[] {
    return ((list ?? []) as { name: string }[]).filter((one) => one.name !== name);
}

function controller(container: ContainerObject, args: Omit<IngressNginxArgs, "objects" | "cluster">): ContainerObject {
    const flags = container.args ?? [];
    return {
        ...container,
        image: args.digests === "strip" ? container.image.replace(/@sha256:[0-9a-f]{64}$/, "") : container.image,
        args: [
            ...flags
                .filter((flag) => !flag.startsWith("--validating-webhook"))
                .map((flag) => (flag === "--enable-metrics=false" ? "--enable-metrics=true" : flag)),
            // With upstream's 0.3 per second, nginx applies a weight, also that of an abort, up to 3.3 s late. Two
            // syncs within one second are too many: nginx' workers compare whole seconds (balancer.lua,
            // raw_backends_last_synced_at), and keep the first until something else changes.
            "--sync-rate-limit=0.5",
            // Without a webhook, a bad value would block every later change: nginx rejects the whole configuration.
            "--enable-annotation-validation=true",
        ],
        ports: [...withoutNamed(container.ports, "webhook"), metricsPort] as typeof container.ports,
        volumeMounts: withoutNamed(container["volumeMounts"], certificate),
    };
}

/** Replaces upstream's maxUnavailable of 1, which stops a single replica before the next one is ready. */
function withoutOutage(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const { spec } = object as DeploymentObject;
    const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };
    return { ...object, spec: { ...spec, strategy } };
}

function withConfiguration(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "ConfigMap") {
        return object;
    }
    return { ...object, data: { ...(object["data"] as Record<string, string> | undefined), ...configuration } };
}

function withNodePort(object: KubernetesObject, httpNodePort: number): KubernetesObject {
    if (object.kind !== "Service") {
        return object;
    }
    const { spec } = object as unknown as { spec: { ports: { name: string }[] } };
    const ports = spec.ports.map((port) => (port.name === "http" ? { ...port, nodePort: httpNodePort } : port));
    return { ...object, spec: { ...spec, type: "NodePort", ports } };
}
