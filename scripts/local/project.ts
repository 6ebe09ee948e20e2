import { join } from "node:path";
import { checkout } from "./home";

/** A Pulumi project of this checkout. */
export interface Project {
    /** The name in its Pulumi.yaml, which prefixes the keys of its settings. */
    readonly name: string;
    /** The folder of its Pulumi.yaml. */
    readonly folder: string;
}

/** The program itself. */
export const canaryDelivery: Project = { name: "canary-delivery", folder: checkout };

/** The example of a stack that uses the program's components and the platform of another stack. */
export const canaryConsumer: Project = {
    name: "canary-consumer",
    folder: join(checkout, "examples", "another-service"),
};

/** The example of a single app, on a cluster with an existing platform. */
export const minimal: Project = { name: "minimal", folder: join(checkout, "examples", "minimal") };

/** The example of a gate alone, for a Rollout that another tool applies. */
export const existingRollout: Project = {
    name: "existing-rollout",
    folder: join(checkout, "examples", "existing-rollout"),
};

/** Only the definitions of one release of Argo Rollouts, for the test of their upgrade. */
export const definitions: Project = { name: "definitions", folder: join(checkout, "tests", "programs", "definitions") };

/** Only Traefik, next to the platform of another stack, for the test that an app moves to it. */
export const traefikRouter: Project = { name: "traefik", folder: join(checkout, "tests", "programs", "traefik") };

/** Only Envoy Gateway, next to the platform of another stack, for the tests of apps behind it. */
export const envoyGateway: Project = {
    name: "envoy-gateway",
    folder: join(checkout, "tests", "programs", "envoyGateway"),
};

/** Only alerts and a dashboard about all Rollouts, next to the Prometheus of another stack. */
export const rolloutMonitoring: Project = {
    name: "monitoring",
    folder: join(checkout, "tests", "programs", "monitoring"),
};

/** Objects that violate every rule of the policy pack, for the test that all violations are reported at once. */
export const brokenObjects: Project = { name: "policies", folder: join(checkout, "tests", "programs", "policies") };

/** An app whose component has another name in each update. */
export const renamed: Project = { name: "renamed", folder: join(checkout, "tests", "programs", "renamed") };

/** Twelve apps in one stack. */
export const manyGates: Project = { name: "many-gates", folder: join(checkout, "tests", "programs", "manyGates") };

/** Two components of one app in one stack, each with a Prometheus that has no operator. */
export const twoApps: Project = { name: "two-apps", folder: join(checkout, "tests", "programs", "twoApps") };

/** An app that takes over the Ingress of another one. */
export const moved: Project = { name: "moved", folder: join(checkout, "tests", "programs", "moved") };

/** All of them: what earlier runs left in their stacks is found by this list. */
export const projects: readonly Project[] = [
    canaryDelivery,
    canaryConsumer,
    minimal,
    existingRollout,
    definitions,
    traefikRouter,
    envoyGateway,
    rolloutMonitoring,
    brokenObjects,
    renamed,
    manyGates,
    twoApps,
    moved,
];

/** The name of a stack among the stacks of all projects; a stack name has no @. */
export function stackLabel(project: Project, name: string): string {
    return project.name === canaryDelivery.name ? name : `${name}@${project.name}`;
}

/** The project and the name of a label; undefined if this checkout has no such project. */
export function parseStackLabel(label: string): { project: Project; name: string } | undefined {
    const [name = "", projectName = canaryDelivery.name] = label.split("@");
    const project = projects.find((one) => one.name === projectName);
    return project === undefined ? undefined : { project, name };
}
