import { stackType } from "../local/stackState";
import { type EngineEvent, nameOf, type Properties, type StepMetadata } from "../local/engineEvents";
import { differingPaths, parsePath, shownValue, valueAt } from "./propertyValue";
import { shownProperties } from "./shownProperties";

/** A change that an update makes, or would make, to a resource. */
export interface Change {
    readonly op: "create" | "update" | "replace" | "delete";
    readonly type: string;
    readonly name: string;
    readonly fields: readonly FieldChange[];
}

/** A field and its values, ready to be shown; undefined if the field is absent. */
export interface FieldChange {
    readonly path: string;
    readonly before?: string;
    readonly after?: string;
}

const operations: Readonly<Record<string, Change["op"]>> = {
    create: "create",
    import: "create",
    update: "update",
    // The two halves of a replacement have separate steps, which add nothing.
    replace: "replace",
    delete: "delete",
};

/** The changes that a preview proposes or that an update started. */
export function changesOf(events: readonly EngineEvent[]): Change[] {
    return events.flatMap(({ resourcePreEvent }) => {
        const step = resourcePreEvent?.metadata;
        const op = operations[step?.op ?? ""];
        return step === undefined || op === undefined || step.type === stackType ? [] : [changeOf(op, step)];
    });
}

/**
 * The differences between the cluster and pulumi's record that a refresh finds: `before` is the record, `after` the
 * cluster.
 */
export function driftOf(events: readonly EngineEvent[]): Change[] {
    return events.flatMap(({ resOutputsEvent }) => {
        const step = resOutputsEvent?.metadata;
        if (step?.op !== "refresh" || step.type === stackType) {
            return [];
        }
        if (step.new === null) {
            return [changeOf("delete", step)];
        }
        // Only these two mark a relevant change: outputs and ignored fields change all the time.
        const differs = Object.keys(step.detailedDiff ?? {}).length > 0 || (step.diffs ?? []).length > 0;
        return differs ? [changeOf("update", step)] : [];
    });
}

function changeOf(op: Change["op"], step: StepMetadata): Change {
    // Pulumi repeats every stack setting in its providers: their fields add nothing, and may hold anything.
    const hidden = op === "create" || op === "delete" || step.type.startsWith("pulumi:providers:");
    const fields = hidden ? [] : fieldsOf(step);
    return { op, type: step.type, name: nameOf(step.urn), fields };
}

function fieldsOf(step: StepMetadata): FieldChange[] {
    const before = step.old?.inputs ?? {};
    const after = step.new?.inputs ?? {};
    const detailed = Object.keys(step.detailedDiff ?? {});
    const paths = detailed.length > 0 ? detailed.flatMap((path) => leavesOf(path, before, after)) : null;
    const diffs = step.diffs ?? [];
    // A dynamic provider need not name anything: then every difference counts.
    const among = (path: string) => diffs.length === 0 || diffs.includes(String(parsePath(path)[0]));
    const shown = [before, after].map((properties) => shownProperties(step.type, properties));
    return (paths ?? differingPaths(before, after).filter(among)).sort().map((path) => {
        const values = shown.map((properties) => valueAt(properties, parsePath(path)));
        const [old, now] = values.map((value) => (value === undefined ? undefined : shownValue(value)));
        return {
            path,
            ...(old === undefined ? {} : { before: old }),
            ...(now === undefined ? {} : { after: now }),
        };
    });
}

/** The changed fields at a path; a diff may name only the object that contains them. */
function leavesOf(path: string, before: Properties, after: Properties): string[] {
    const at = (properties: Properties) => valueAt(properties, parsePath(path));
    const found = differingPaths(at(before), at(after), path);
    return found.length === 0 ? [path] : found;
}
