import * as pulumi from "@pulumi/pulumi";
import { argoRolloutsCustomResources } from "../../../components/src/platform/argoRollouts";
import { CustomResourceDefinitions } from "../../../components/src/platform/customResourceDefinitions";

const config = new pulumi.Config();

/** What the program itself installs, of whatever release the settings name. */
export const generations = new CustomResourceDefinitions("argo-rollouts", {
    kubeconfig: config.require("kubeconfig"),
    kubeContext: config.require("kubeContext"),
    manifest: { url: config.require("url"), sha256: config.require("sha256") },
    names: argoRolloutsCustomResources,
    retainOnDelete: config.requireBoolean("retain"),
}).generations;
