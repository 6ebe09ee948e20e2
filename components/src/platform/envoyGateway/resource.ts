import * as pulumi from "@pulumi/pulumi";
import { withOwnCheck } from "../../ownership";
import { CustomResourceDefinitions } from "../customResourceDefinitions";
import { envoyGatewayPermissions } from "../permissions";
import { createManifestObjects, namespaceObject, servingObjects } from "../release/manifestObjects";
import { networkPolicies } from "../release/networkPolicies";
import type { KubernetesObject } from "../release/readManifest";
import { existingRelease, type ReleaseArgs } from "../release/releaseArgs";
import { withReplicas } from "../release/replicas";
import { envoyGatewayDefinitions } from "../versions";
import { controllerObjects, controllerPods, controllerPorts } from "./controller";
import { classObjects, envoyPods, envoyPorts, gateway, gatewayName } from "./gateway";

/** Arguments of {@link EnvoyGateway}. The cluster has the definitions of the Gateway API's standard channel, 1.5 or newer. */
export interface EnvoyGatewayArgs extends Pick<ReleaseArgs, "cluster" | "retainCustomResources"> {
    /** The node port for http. */
    readonly httpNodePort: number;
    /**
     * Replicas of the controller, and of the Gateway's Envoy.
     * @default 1
     */
    readonly replicas?: number;
    /**
     * Protects the Namespace, on which every request depends, and the definitions from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
    /**
     * The namespace whose pods may read the metrics of the controller and of Envoy.
     * @default "monitoring"
     */
    readonly monitoringNamespace?: string;
}

const { namespace } = envoyGatewayPermissions;

/** Returns the objects of the controller with the policies, of the GatewayClass, and the Gateway: each needs those before. */
export function envoyGatewayObjects({
    httpNodePort,
    replicas = 1,
    monitoringNamespace = "monitoring",
}: Omit<EnvoyGatewayArgs, "cluster">): Readonly<Record<"controller" | "gatewayClass" | "gateway", KubernetesObject[]>> {
    const metrics = [{ namespace: monitoringNamespace }];
    const { grpc, wasm } = controllerPorts;
    return {
        controller: [
            namespaceObject(namespace),
            ...withReplicas(controllerObjects(), replicas),
            ...networkPolicies(namespace, [
                { name: "envoy-gateway", pods: controllerPods, ports: [grpc, wasm], from: [{ namespace }] },
                {
                    name: "envoy-gateway-metrics",
                    pods: controllerPods,
                    ports: [controllerPorts.metrics],
                    from: metrics,
                },
                { name: "envoy-http", pods: envoyPods, ports: [envoyPorts.http, envoyPorts.https] },
                { name: "envoy-metrics", pods: envoyPods, ports: [envoyPorts.metrics], from: metrics },
            ]),
        ],
        gatewayClass: classObjects(httpNodePort, replicas),
        gateway: [gateway()],
    };
}

/** Envoy Gateway, and a Gateway as a NodePort, for apps whose router is `gatewayApi`. */
export class EnvoyGateway extends pulumi.ComponentResource {
    readonly namespace: string = namespace;
    /** The Gateway of the apps' routes. */
    readonly gateway: { readonly name: string; readonly namespace: string } = { name: gatewayName, namespace };
    /** The URL at which pods reach it. */
    readonly url: string = `http://${gatewayName}.${namespace}.svc`;
    /**
     * The resources that need all others of it, for `dependsOn`: with the component itself every dependent would list all
     * of them in the state.
     */
    readonly ready: readonly pulumi.Resource[];

    constructor(resourceName: string, args: EnvoyGatewayArgs, opts?: pulumi.ComponentResourceOptions) {
        super(
            "canary:index:EnvoyGateway",
            resourceName,
            {},
            withOwnCheck(resourceName, opts, { ...args.cluster, alternatives: [existingRelease] }),
        );
        const { protect = false, retainCustomResources = true } = args;
        const definitions = Object.entries(envoyGatewayDefinitions).map(
            ([kind, manifest]) =>
                new CustomResourceDefinitions(
                    `${resourceName}-${kind}`,
                    {
                        ...args.cluster,
                        manifest,
                        names: [`${kind}.gateway.envoyproxy.io`],
                        retainOnDelete: retainCustomResources,
                    },
                    { parent: this, ...(protect && { protect }) },
                ),
        );
        const objects = envoyGatewayObjects(args);
        const controller = createManifestObjects(objects.controller, { parent: this, dependsOn: definitions, protect });
        // Removed before the controller, which removes the Gateway's Envoy and takes its finalizer off the class.
        const dependsOn = servingObjects(controller);
        const gatewayClass = createManifestObjects(objects.gatewayClass, { parent: this, dependsOn });
        this.ready = createManifestObjects(objects.gateway, { parent: this, dependsOn: gatewayClass });
        this.registerOutputs({ namespace });
    }
}
