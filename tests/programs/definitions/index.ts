import * as pulumi from "@pulumi/pulumi";
import { argoRolloutsCustomResources } from "../../../components/src/platform/argoRollouts";
import { CustomResourceDefinitions } from "../../../components/src/platform/customResourceDefinitions";

const config = new pulumi.Config();

/** The definitions that the program installs, of the release in the settings. */
export const generations = new CustomResourceDefinitions("argo-rollouts", {
    kubeconfig: config.require("kubeconfig"),
    kubeContext: config.require("kubeContext"),
    manifest: { url: config.require("url"), sha256: config.require("sha256") },
    names: argoRolloutsCustomResources,
    retainOnDelete: config.requireBoolean("retain"),
}).generations;
