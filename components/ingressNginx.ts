import * as pulumi from "@pulumi/pulumi";
import type { ReleaseArgs } from "./argoRollouts";
import { type ContainerObject, createManifestObjects, withContainers } from "./manifestObjects";
import type { KubernetesObject } from "./releaseManifest";

/** How ingress-nginx is installed. */
export interface IngressNginxArgs extends Pick<ReleaseArgs, "objects"> {
    /** The port of each node that answers http. */
    readonly httpNodePort: number;
    /**
     * Whether images stay pinned by digest, as upstream has them. No image that was built elsewhere has that digest.
     * @default "keep"
     */
    readonly digests?: "keep" | "strip";
}

const namespace = "ingress-nginx";
const metricsPort = { name: "metrics", containerPort: 10254, protocol: "TCP" };

/** The manifest's objects as this project installs them: without the admission webhook and what serves only that. */
export function ingressNginxObjects(
    objects: readonly KubernetesObject[],
    args: Omit<IngressNginxArgs, "objects">,
): KubernetesObject[] {
    return objects
        .filter((object) => !isAdmission(object))
        .map((object) => withContainers(withoutWebhookCertificate(object), (container) => controller(container, args)))
        .map((object) => withNodePort(object, args.httpNodePort));
}

/** The ingress-nginx controller, as a NodePort. */
export class IngressNginx extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    readonly ingressClass: string = "nginx";

    constructor(name: string, args: IngressNginxArgs, opts?: pulumi.ComponentResourceOptions) {
        super("canary:index:IngressNginx", name, {}, opts);
        createManifestObjects(ingressNginxObjects(args.objects, args), this);
        this.registerOutputs({ namespace, ingressClass: this.ingressClass });
    }
}

/** The webhook, its Service, its permissions, and the two Jobs that make and install its certificate. */
function isAdmission({ kind, metadata }: KubernetesObject): boolean {
    return (
        kind === "ValidatingWebhookConfiguration" ||
        metadata.name === "ingress-nginx-controller-admission" ||
        metadata.labels?.["app.kubernetes.io/component"] === "admission-webhook"
    );
}

function withoutWebhookCertificate(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const { spec } = object as unknown as { spec: { template: { spec: Record<string, unknown> } } };
    const podSpec = Object.fromEntries(Object.entries(spec.template.spec).filter(([field]) => field !== "volumes"));
    return { ...object, spec: { ...spec, template: { ...spec.template, spec: podSpec } } };
}

function controller(container: ContainerObject, args: Omit<IngressNginxArgs, "objects">): ContainerObject {
    const kept = Object.fromEntries(Object.entries(container).filter(([field]) => field !== "volumeMounts"));
    const flags = container.args ?? [];
    return {
        ...kept,
        name: container.name,
        image: args.digests === "strip" ? container.image.replace(/@sha256:[0-9a-f]{64}$/, "") : container.image,
        args: [
            ...flags
                .filter((flag) => !flag.startsWith("--validating-webhook"))
                .map((flag) => (flag === "--enable-metrics=false" ? "--enable-metrics=true" : flag)),
            // Upstream's 0.3 a second lets up to 3.3 seconds pass before nginx obeys a weight, an abort's included.
            "--sync-rate-limit=5",
        ],
        ports: [...(container.ports ?? []).filter((port) => port.name !== "webhook"), metricsPort],
    };
}

function withNodePort(object: KubernetesObject, httpNodePort: number): KubernetesObject {
    if (object.kind !== "Service") {
        return object;
    }
    const { spec } = object as unknown as { spec: { ports: { name: string }[] } };
    const ports = spec.ports.map((port) => (port.name === "http" ? { ...port, nodePort: httpNodePort } : port));
    return { ...object, spec: { ...spec, type: "NodePort", ports } };
}
