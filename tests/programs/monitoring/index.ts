import { RolloutMonitoring } from "@canary-delivery/components";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
const cluster = { kubeconfig: config.require("kubeconfig"), kubeContext: config.require("kubeContext") };
const provider = new k8s.Provider("cluster", { kubeconfig: cluster.kubeconfig, context: cluster.kubeContext });
new RolloutMonitoring(
    "rollouts",
    { cluster, namespace: "monitoring", prometheusPods: { "operator.prometheus.io/name": "prometheus" } },
    { provider },
);
