import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { kubernetesObject, type DeclaredStack, type Gate } from "../../policies/src/model/objects";

export type Body = Record<string, unknown>;

/** New values of an object's fields by path; undefined removes a field. */
export type FieldChanges = Readonly<Record<string, unknown>>;

/** A change of the baseline: changed fields or removals, by object such as `Rollout shop`, and more objects. */
export interface Change {
    readonly set?: Readonly<Record<string, FieldChanges | undefined>>;
    readonly add?: readonly Body[];
    readonly gates?: readonly Gate[];
}

const baseline = parseAllDocuments(readFileSync(join(__dirname, "baseline.yaml"), "utf8")).map(
    (document) => document.toJS() as Body,
);

/** Returns fresh copies of the baseline's objects. */
export function baselineBodies(): Body[] {
    return structuredClone(baseline);
}

/** Returns the baseline with a change. */
export function changed({ set = {}, add = [], gates = [] }: Change = {}): DeclaredStack {
    const bodies = baselineBodies();
    for (const [name, fields] of Object.entries(set)) {
        const index = bodies.findIndex((body) => nameOf(body) === name);
        assert.notEqual(index, -1, `the baseline has no ${name}`);
        if (fields === undefined) {
            bodies.splice(index, 1);
        }
        for (const [path, value] of Object.entries(fields ?? {})) {
            setAt(bodies[index], path.split(/(?<!\\)\./), value);
        }
    }
    return stackOf([...bodies, ...add], gates);
}

export function stackOf(bodies: readonly Body[], gates: readonly Gate[] = []): DeclaredStack {
    const objects = bodies.map((body) => kubernetesObject(body, `test/${nameOf(body)}`));
    return { objects: objects.filter((object) => object !== undefined), gates };
}

export function nameOf(body: Body): string {
    return `${String(body["kind"])} ${String((body["metadata"] as Body | null)?.["name"])}`;
}

/** Sets, adds or removes a field; a dot within a name is written `\.`. */
export function setAt(body: unknown, path: readonly string[], value: unknown): void {
    const keys = path.map((key) => key.replaceAll("\\.", "."));
    const last = keys.pop() ?? "";
    const holder = keys.reduce((current, key) => (current[key] ??= {}) as Body, body as Body);
    if (value !== undefined) {
        holder[last] = value;
    } else if (Array.isArray(holder)) {
        holder.splice(Number(last), 1);
    } else {
        Reflect.deleteProperty(holder, last);
    }
}

/** Returns the paths of all nested values. */
export function pathsOf(value: unknown, before: readonly string[] = []): string[][] {
    if (typeof value !== "object" || value === null) {
        return [];
    }
    return Object.entries(value).flatMap(([key, item]) => [[...before, key], ...pathsOf(item, [...before, key])]);
}
