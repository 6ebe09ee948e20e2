import { EnvoyGateway } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const args = { cluster, httpNodePort: config.requireNumber("httpNodePort"), retainCustomResources: false };

/** The settings of an app whose requests come through it. */
export const {
    url: ingressUrl,
    namespace: ingressNamespace,
    gateway,
} = new EnvoyGateway("envoy-gateway", args, {
    provider,
});
