import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** A dynamic resource in the output of `pulumi stack export`. */
export interface Exported<Inputs, State> {
    readonly type: string;
    readonly id: string;
    readonly inputs: Inputs;
    readonly outputs: State & { readonly __provider: string };
    readonly initErrors?: string[];
}

/** Reads the first resource of a type, without its prefix, from `tests/fixtures/state/FILE.json`. */
export async function exported<T extends { readonly type: string }>(file: string, type: string): Promise<T> {
    const text = await readFile(join(__dirname, "..", "..", "fixtures", "state", `${file}.json`), "utf8");
    const { deployment } = JSON.parse(text) as { deployment: { resources: T[] } };
    const found = deployment.resources.find((candidate) => candidate.type.endsWith(`:${type}`));
    assert.ok(found);
    return found;
}
