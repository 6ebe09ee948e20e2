import * as pulumi from "@pulumi/pulumi";
import { withOwnCheck } from "../ownership";
import { CustomResourceDefinitions } from "./customResourceDefinitions";
import {
    grantedEverywhere,
    traefikGatewayRules,
    traefikKinds,
    traefikKindsRule,
    traefikPermissions,
} from "./permissions";
import {
    createManifestObjects,
    type DeploymentObject,
    namespaceObject,
    servingObjects,
} from "./release/manifestObjects";
import { networkPolicies } from "./release/networkPolicies";
import { restrictedContainer, restrictedPod } from "./release/podSecurity";
import type { KubernetesObject } from "./release/readManifest";
import { existingRelease, type ReleaseArgs } from "./release/releaseArgs";
import { withReplicas } from "./release/replicas";
import { images, type ReleaseManifest } from "./versions";

/** Arguments of {@link Traefik}. */
export interface TraefikArgs extends Pick<ReleaseArgs, "cluster" | "retainCustomResources"> {
    /** The node port for http. */
    readonly httpNodePort: number;
    /**
     * The IngressClass whose Ingresses it serves.
     * @default "nginx"
     */
    readonly ingressClass?: string;
    /**
     * Serves a class that exists instead of creating it. If it is the class of ingress-nginx, both routers serve the same
     * Ingresses with the same weights, so that clients can move from one to the other.
     * @default false
     */
    readonly existingClass?: boolean;
    /**
     * The manifest of Traefik's CustomResourceDefinitions, for apps whose router is `traefik`: installs them, and serves
     * IngressRoutes too.
     * @default - none: Ingresses only
     */
    readonly definitions?: ReleaseManifest;
    /**
     * Serves HTTPRoutes too, for apps whose router is `gatewayApi`, by a GatewayClass and a Gateway `traefik` that admits
     * the routes of every namespace. The cluster has the definitions of the Gateway API's standard channel, 1.5 or newer.
     * @default false
     */
    readonly gatewayApi?: boolean;
    /**
     * Replicas of Traefik; all route traffic.
     * @default 1
     */
    readonly replicas?: number;
    /**
     * Protects the Namespace, on which every request depends, from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
    /**
     * The namespace whose pods may read Traefik's metrics.
     * @default "monitoring"
     */
    readonly monitoringNamespace?: string;
}

const name = "traefik";
const { namespace } = traefikPermissions;
const metadata = { name, namespace };
const pods = { "app.kubernetes.io/name": name };
/** Ports of the pod; it may not listen on those below 1024. */
const ports = { web: 8000, websecure: 8443, metrics: 9100 };
/**
 * The controller name of the class. Another one than ingress-nginx's: Traefik serves every class with its controller's
 * name, in addition to the named class.
 */
const controller = "traefik.io/ingress-nginx";

/** The objects that Traefik serves. */
interface Serving {
    readonly ingressClass: string;
    /** Traefik's kinds. */
    readonly ownKinds: boolean;
    readonly gatewayApi: boolean;
}

/** Returns Traefik's flags. */
function flags({ ingressClass, ownKinds, gatewayApi }: Serving): string[] {
    const provider = "--providers.kubernetesingressnginx";
    return [
        "--global.checknewversion=false",
        "--global.sendanonymoususage=false",
        ...Object.entries(ports).map(([entryPoint, port]) => `--entrypoints.${entryPoint}.address=:${port}`),
        // A pod that ends still answers until it has left the Service, so that no request meets a closed port.
        "--entrypoints.web.transport.lifecycle.requestacceptgracetimeout=5s",
        "--entrypoints.websecure.transport.lifecycle.requestacceptgracetimeout=5s",
        "--ping=true",
        "--ping.entrypoint=metrics",
        "--metrics.prometheus=true",
        "--metrics.prometheus.entrypoint=metrics",
        // With upstream's 2 s, every first weight of a rollout is applied 2.0 to 2.6 s late, because the endpoints have
        // changed just before.
        "--providers.providersthrottleduration=100ms",
        provider,
        `${provider}.ingressclass=${ingressClass}`,
        `${provider}.ingressclassbyname=true`,
        `${provider}.controllerclass=${controller}`,
        `${provider}.httpentrypoint=web`,
        `${provider}.httpsentrypoint=websecure`,
        // Restrictions on authors of Ingresses, explicit even if they are the default: docs/security.md.
        `${provider}.allowsnippetannotations=false`,
        `${provider}.allowcrossnamespaceresources=false`,
        ...(ownKinds ? ["--providers.kubernetescrd", "--providers.kubernetescrd.disableclusterscoperesources"] : []),
        ...(gatewayApi ? ["--providers.kubernetesgateway"] : []),
    ];
}

/** Returns the objects of Traefik: upstream has a Helm chart, and no manifest. */
export function traefikObjects({
    httpNodePort,
    ingressClass = "nginx",
    existingClass = false,
    definitions,
    gatewayApi = false,
    replicas = 1,
    monitoringNamespace = "monitoring",
}: Omit<TraefikArgs, "cluster">): KubernetesObject[] {
    const serving: Serving = { ingressClass, ownKinds: definitions !== undefined, gatewayApi };
    return [
        namespaceObject(namespace),
        ...permissions(serving),
        ...(existingClass ? [] : [classObject(ingressClass)]),
        ...(gatewayApi ? gatewayObjects() : []),
        service(httpNodePort),
        ...withReplicas([deployment(serving)], replicas),
        ...networkPolicies(namespace, [
            { name: "traefik-http", pods, ports: [ports.web, ports.websecure] },
            { name: "traefik-metrics", pods, ports: [ports.metrics], from: [{ namespace: monitoringNamespace }] },
        ]),
    ];
}

/** Traefik, as a NodePort, by its provider for Ingresses with ingress-nginx's annotations. */
export class Traefik extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    readonly ingressClass: string;
    /** The URL at which pods reach it. */
    readonly url: string = `http://${name}.${namespace}.svc`;
    /**
     * The resources that need all others of it, for `dependsOn`: with the component itself every dependent would list all
     * of them in the state.
     */
    readonly ready: readonly pulumi.Resource[];

    constructor(resourceName: string, args: TraefikArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "canary:index:Traefik",
            resourceName,
            {},
            withOwnCheck(resourceName, opts, { ...args.cluster, alternatives: [existingRelease] }),
        );
        this.ingressClass = args.ingressClass ?? "nginx";
        const { protect = false, definitions: manifest } = args;
        const dependsOn = manifest === undefined ? [] : [this.define(resourceName, manifest, args)];
        const created = createManifestObjects(traefikObjects(args), { parent: this, dependsOn, protect });
        this.ready = servingObjects(created);
        this.registerOutputs({ namespace, ingressClass: this.ingressClass });
    }

    private define(resourceName: string, manifest: ReleaseManifest, args: TraefikArgs): CustomResourceDefinitions {
        return new CustomResourceDefinitions(
            resourceName,
            {
                ...args.cluster,
                manifest,
                names: traefikKinds.map((kind) => `${kind}.traefik.io`),
                retainOnDelete: args.retainCustomResources ?? true,
            },
            { parent: this, ...(args.protect && { protect: true }) },
        );
    }
}

function permissions({ ownKinds, gatewayApi }: Serving): KubernetesObject[] {
    const rules = [
        ...traefikPermissions.everywhere,
        ...(ownKinds ? [traefikKindsRule] : []),
        ...(gatewayApi ? traefikGatewayRules : []),
    ];
    return [{ apiVersion: "v1", kind: "ServiceAccount", metadata }, ...grantedEverywhere(metadata, rules)];
}

function classObject(ingressClass: string): KubernetesObject {
    return {
        apiVersion: "networking.k8s.io/v1",
        kind: "IngressClass",
        metadata: { name: ingressClass },
        spec: { controller },
    };
}

function gatewayObjects(): KubernetesObject[] {
    const apiVersion = "gateway.networking.k8s.io/v1";
    // A listener's port is that of an entry point, not of the Service.
    const listener = {
        name: "http",
        protocol: "HTTP",
        port: ports.web,
        allowedRoutes: { namespaces: { from: "All" } },
    };
    return [
        {
            apiVersion,
            kind: "GatewayClass",
            metadata: { name },
            spec: { controllerName: "traefik.io/gateway-controller" },
        },
        { apiVersion, kind: "Gateway", metadata, spec: { gatewayClassName: name, listeners: [listener] } },
    ];
}

function service(httpNodePort: number): KubernetesObject {
    return {
        apiVersion: "v1",
        kind: "Service",
        metadata,
        spec: {
            type: "NodePort",
            selector: pods,
            ports: [
                { name: "http", port: 80, targetPort: "web", nodePort: httpNodePort },
                { name: "https", port: 443, targetPort: "websecure" },
            ],
        },
    };
}

function deployment(serving: Serving): DeploymentObject {
    return {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata,
        spec: {
            selector: { matchLabels: pods },
            // The next pod is ready before one leaves, even with a single replica.
            strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } },
            template: {
                metadata: { labels: pods },
                spec: {
                    serviceAccountName: name,
                    // Traefik reads variables that begin with TRAEFIK_, and a Service named traefik would set such ones.
                    enableServiceLinks: false,
                    securityContext: restrictedPod(65532),
                    containers: [
                        {
                            name,
                            image: images.traefik,
                            imagePullPolicy: "IfNotPresent",
                            args: flags(serving),
                            ports: Object.entries(ports).map(([entryPoint, containerPort]) => ({
                                name: entryPoint,
                                containerPort,
                                protocol: "TCP",
                            })),
                            // /ping answers before the provider of Ingresses has delivered its first configuration,
                            // and a pod that is ready without it answers every request with 404.
                            readinessProbe: {
                                httpGet: { path: "/ping", port: "metrics" },
                                initialDelaySeconds: 10,
                                periodSeconds: 2,
                            },
                            livenessProbe: { httpGet: { path: "/ping", port: "metrics" }, periodSeconds: 10 },
                            // No limit: it carries the traffic of every app.
                            resources: { requests: { cpu: "100m", memory: "64Mi" } },
                            securityContext: restrictedContainer,
                        },
                    ],
                },
            },
        },
    };
}
