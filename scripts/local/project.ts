import { join } from "node:path";
import { checkout } from "./home";

/** A Pulumi project of this checkout. */
export interface Project {
    /** As its Pulumi.yaml has it; its settings' keys begin with it. */
    readonly name: string;
    /** Where its Pulumi.yaml lies. */
    readonly folder: string;
}

/** The program itself. */
export const canaryDelivery: Project = { name: "canary-delivery", folder: checkout };

/** The example of a stack that uses the program's components and the platform of its stacks. */
export const canaryConsumer: Project = {
    name: "canary-consumer",
    folder: join(checkout, "examples", "another-service"),
};

/** The example of one app by itself, on a cluster whose platform something else installed. */
export const minimal: Project = { name: "minimal", folder: join(checkout, "examples", "minimal") };

/** The definitions of one release of Argo Rollouts alone, for the test of their upgrade. */
export const definitions: Project = { name: "definitions", folder: join(checkout, "tests", "programs", "definitions") };

/** Objects that break every rule of the policy pack, for the test that all of it is said at once. */
export const brokenObjects: Project = { name: "policies", folder: join(checkout, "tests", "programs", "policies") };

const projects = [canaryDelivery, canaryConsumer, minimal, definitions, brokenObjects];

/** What a stack is called where the stacks of all projects meet: no stack's own name has an @. */
export function stackLabel(project: Project, name: string): string {
    return project.name === canaryDelivery.name ? name : `${name}@${project.name}`;
}

/** The project and the name behind a label; none where it is of no project of this checkout. */
export function parseStackLabel(label: string): { project: Project; name: string } | undefined {
    const [name = "", projectName = canaryDelivery.name] = label.split("@");
    const project = projects.find((one) => one.name === projectName);
    return project === undefined ? undefined : { project, name };
}
