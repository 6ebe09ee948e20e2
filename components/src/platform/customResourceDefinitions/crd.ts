import { ownerAnnotation, type OwnedMetadata } from "../../ownership";
import type { KubernetesObject } from "../release/readManifest";

/** The fields of a live CustomResourceDefinition that are read. */
export interface LiveDefinition {
    readonly metadata: OwnedMetadata & { readonly name: string; readonly generation?: number };
    readonly status?: {
        readonly conditions?: { readonly type: string; readonly status: string; readonly message?: string }[];
    };
}

/** The API path of CustomResourceDefinitions. */
export const definitionsPath = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";

/** Selects definitions of a manifest by name. Also returns the names that it lacks, and all that it has. */
export function selectDefinitions(
    objects: readonly KubernetesObject[],
    names: readonly string[],
): { definitions: KubernetesObject[]; missing: string[]; available: string[] } {
    const all = objects.filter((object) => object.kind === "CustomResourceDefinition");
    const available = all.map((object) => object.metadata.name);
    return {
        definitions: all.filter((object) => names.includes(object.metadata.name)),
        missing: names.filter((name) => !available.includes(name)),
        available,
    };
}

/** Returns a definition with its owner, and without its status, which belongs to the API server. */
export function applied(definition: KubernetesObject, owner: string): KubernetesObject {
    const rest = Object.fromEntries(Object.entries(definition).filter(([key]) => key !== "status")) as KubernetesObject;
    const annotations = { ...definition.metadata.annotations, [ownerAnnotation]: owner };
    return { ...rest, metadata: { ...definition.metadata, annotations } };
}

/** Returns the condition that a definition waits for; undefined when objects of its kind can be created. */
export function waitsFor(definition: LiveDefinition | undefined): string | undefined {
    if (definition === undefined) {
        return "it does not exist";
    }
    const conditions = definition.status?.conditions ?? [];
    for (const type of ["NamesAccepted", "Established"]) {
        const condition = conditions.find((candidate) => candidate.type === type);
        if (condition?.status !== "True") {
            return condition?.message ? `${type} is ${condition.status}: ${condition.message}` : `it is not ${type}`;
        }
    }
    return undefined;
}
