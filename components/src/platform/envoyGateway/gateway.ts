import { envoyGatewayPermissions } from "../permissions";
import type { KubernetesObject } from "../release/readManifest";
import { images } from "../versions";
import { controllerName } from "./controller";

const { account: className, namespace } = envoyGatewayPermissions;

/** The name of the Gateway, of its settings and of the Service of its Envoy. */
export const gatewayName = "envoy";

/** Labels of Envoy's pods, of every Gateway of the class. */
export const envoyPods = { "app.kubernetes.io/component": "proxy", "app.kubernetes.io/managed-by": "envoy-gateway" };

/**
 * Ports of Envoy's pods: Envoy Gateway adds 10,000 to the privileged ports of listeners. Those of http and https alone may
 * be reached, also of other Gateways of the class.
 */
export const envoyPorts = { http: 10080, https: 10443, metrics: 19001 } as const;

/** Returns the GatewayClass, and the settings of the Gateway's Envoy. */
export function classObjects(httpNodePort: number, replicas: number): KubernetesObject[] {
    return [envoyProxy(httpNodePort, replicas), gatewayClass()];
}

function envoyProxy(httpNodePort: number, replicas: number): KubernetesObject {
    const kubernetes = {
        envoyDeployment: {
            replicas,
            // No limit: it carries the traffic of every app.
            container: { image: images.envoy, resources: { requests: { cpu: "100m", memory: "128Mi" } } },
        },
        envoyService: {
            ...{ name: gatewayName, type: "NodePort" },
            patch: { value: { spec: { ports: [{ port: 80, nodePort: httpNodePort }] } } },
        },
        envoyPDB: replicas > 1 ? { maxUnavailable: 1 } : undefined,
    };
    return {
        apiVersion: "gateway.envoyproxy.io/v1alpha1",
        kind: "EnvoyProxy",
        metadata: { name: gatewayName, namespace },
        spec: { provider: { type: "Kubernetes", kubernetes } },
    };
}

function gatewayClass(): KubernetesObject {
    return {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "GatewayClass",
        metadata: { name: className },
        spec: { controllerName },
    };
}

/** Returns the Gateway, which admits the routes of every namespace. */
export function gateway(): KubernetesObject {
    const parametersRef = { group: "gateway.envoyproxy.io", kind: "EnvoyProxy", name: gatewayName };
    const listener = { name: "http", protocol: "HTTP", port: 80, allowedRoutes: { namespaces: { from: "All" } } };
    return {
        apiVersion: "gateway.networking.k8s.io/v1",
        kind: "Gateway",
        metadata: {
            ...{ name: gatewayName, namespace },
            // Its Envoy is ready then, and no request meets a closed port.
            annotations: { "pulumi.com/waitFor": "condition=Programmed" },
        },
        // Not of the class: another Gateway of it would get the same Service.
        spec: { gatewayClassName: className, listeners: [listener], infrastructure: { parametersRef } },
    };
}
