import { RolloutGate } from "@canary-delivery/components";
import * as pulumi from "@pulumi/pulumi";

const config = new pulumi.Config();
// Services, router, steps, Prometheus and thresholds come from the live Rollout and its analysis.
const gate = new RolloutGate("store", {
    kubeconfig: config.require("kubeconfig"),
    kubeContext: config.require("kubeContext"),
    namespace: config.require("namespace"),
    rolloutName: "store",
    trigger: config.require("version"),
});
export const { outcome, image, evidence } = gate;
