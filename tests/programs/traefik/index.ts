import { Traefik } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { declareApp, routerKind } from "./app";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
const traefik = new Traefik(
    "traefik",
    {
        cluster,
        httpNodePort: config.requireNumber("httpNodePort"),
        existingClass: true,
        definitions: { url: config.require("url"), sha256: config.require("sha256") },
        gatewayApi: routerKind(config) === "gatewayApi",
        retainCustomResources: false,
    },
    { provider },
);

/** The settings of an app whose requests come through it. */
export const { url: ingressUrl, namespace: ingressNamespace } = traefik;

/** The gate's outcome; empty if the app is not declared. */
export const outcome =
    config.get("image") === undefined ? "" : declareApp(config, traefik, cluster, { provider }).outcome;
