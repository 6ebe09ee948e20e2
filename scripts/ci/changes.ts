import { stackType } from "../local/stackState";
import { type EngineEvent, nameOf, type Properties, type StepMetadata } from "./engineEvents";
import { differingPaths, parsePath, shownValue, valueAt } from "./propertyValue";
import { shownProperties } from "./shownProperties";

/** What an update does, or would do, to a resource. */
export interface Change {
    readonly op: "create" | "update" | "replace" | "delete";
    readonly type: string;
    readonly name: string;
    readonly fields: readonly FieldChange[];
}

/** A field and its values, ready to be shown; undefined where it is not there. */
export interface FieldChange {
    readonly path: string;
    readonly before?: string;
    readonly after?: string;
}

const operations: Readonly<Record<string, Change["op"]>> = {
    create: "create",
    import: "create",
    update: "update",
    // The two halves of a replacement have steps of their own, which say nothing more.
    replace: "replace",
    delete: "delete",
};

/** What the program changes: of a preview what it would, of an update what it set out to. */
export function changesOf(events: readonly EngineEvent[]): Change[] {
    return events.flatMap(({ resourcePreEvent }) => {
        const step = resourcePreEvent?.metadata;
        const op = operations[step?.op ?? ""];
        return step === undefined || op === undefined || step.type === stackType ? [] : [changeOf(op, step)];
    });
}

/**
 * How the cluster differs from what pulumi has recorded, as a refresh finds it: `before` is the record, `after` the
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
        // Only these two say that it matters: outputs change all the time, and so do fields that are ignored.
        const differs = Object.keys(step.detailedDiff ?? {}).length > 0 || (step.diffs ?? []).length > 0;
        return differs ? [changeOf("update", step)] : [];
    });
}

function changeOf(op: Change["op"], step: StepMetadata): Change {
    // Pulumi repeats every setting of the stack in its providers: their fields say nothing, and may hold anything.
    const untold = op === "create" || op === "delete" || step.type.startsWith("pulumi:providers:");
    const fields = untold ? [] : fieldsOf(step);
    return { op, type: step.type, name: nameOf(step.urn), fields };
}

function fieldsOf(step: StepMetadata): FieldChange[] {
    const before = step.old?.inputs ?? {};
    const after = step.new?.inputs ?? {};
    const detailed = Object.keys(step.detailedDiff ?? {});
    const paths = detailed.length > 0 ? detailed.flatMap((path) => leavesOf(path, before, after)) : null;
    const diffs = step.diffs ?? [];
    // A dynamic provider need not name anything: then whatever differs is what it is about.
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

/** A diff may name no more than the object in which a field changed. */
function leavesOf(path: string, before: Properties, after: Properties): string[] {
    const at = (properties: Properties) => valueAt(properties, parsePath(path));
    const found = differingPaths(at(before), at(after), path);
    return found.length === 0 ? [path] : found;
}
