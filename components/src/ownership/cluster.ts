import { type ApiError, apiError, apiErrorCode, type KubernetesApi } from "../kubernetes";
import { type ObjectReference, pathOf, titleOf } from "./objectReference";
import { componentAnnotation } from "./component";
import { ownerAnnotation, type OwnedMetadata } from "./owner";

/** A declared object that exists, and its metadata. */
export interface ExistingObject {
    readonly object: ObjectReference;
    readonly metadata: OwnedMetadata;
}

/** Returns those of the objects that exist. */
export async function existingAmong(
    api: KubernetesApi,
    objects: readonly ObjectReference[],
): Promise<ExistingObject[]> {
    const existing: ExistingObject[] = [];
    for (const object of objects) {
        try {
            const live = await api.request({ method: "GET", path: pathOf(object) });
            existing.push({ object, metadata: (live as { metadata: OwnedMetadata }).metadata });
        } catch (error) {
            // Neither the object, or not even its kind.
            if (apiErrorCode(error) !== "NotFound") {
                throw error;
            }
        }
    }
    return existing;
}

/**
 * Returns the error that lists existing objects which are not the stack's.
 *
 * @param alternatives actions for the user, in addition to other names and a handover
 */
export function foreignError(
    foreign: readonly ExistingObject[],
    owner: string,
    alternatives: readonly string[],
): ApiError {
    const count = foreign.length === 1 ? "1 object exists and is" : `${String(foreign.length)} objects exist and are`;
    const lines = foreign.map(({ object, metadata: { annotations } }) => {
        const stack = annotations?.[ownerAnnotation];
        return `  ${titleOf(object)}${stack === undefined ? "" : `, of stack ${stack}`}`;
    });
    const message = [
        `${count} not of stack ${owner}, nothing was changed:`,
        ...lines.sort(),
        ...alternatives,
        "choose other names, or hand an object over to this stack, which then changes it and deletes it with itself: " +
            `kubectl annotate --overwrite KIND NAME ${ownerAnnotation}=${owner}`,
    ].join("\n");
    return apiError("Conflict", message);
}

/** Returns the error about a stack's own object that is another resource now, by its component or its resource name. */
export function movedError({ object, metadata: { annotations } }: ExistingObject, now: string): ApiError {
    const before = annotations?.[componentAnnotation] ?? "";
    const namespace = object.namespace === undefined ? "" : ` -n ${object.namespace}`;
    const message = [
        `${titleOf(object)} is declared by ${now}, but was by ${before}, nothing was changed: Pulumi would delete what it declares as the old one's`,
        "give the component its old resourceNames, or its old name or parent in aliases, such as { aliases: [{ name: NAME }] }, until an update has succeeded",
        `if the old component is in no state: kubectl annotate --overwrite ${object.kind.toLowerCase()} ${object.name}${namespace} ${componentAnnotation}=${now}`,
    ].join("\n");
    return apiError("Conflict", message);
}
