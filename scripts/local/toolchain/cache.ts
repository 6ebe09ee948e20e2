import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Metadata of a cache entry. */
export interface EntryRecord {
    readonly name: string;
    readonly version: string;
    /** Description of the sources: a module and its version, or packages and their versions. */
    readonly source: string;
    readonly seconds: number;
}

/** A finished entry: its folder, its origin in this run, and its record. */
export interface Entry extends EntryRecord {
    readonly folder: string;
    readonly origin: "cache" | "built";
}

/** A content key: the first 16 hex digits of the sha256 over all parts, each part delimited. */
export function contentKey(parts: readonly string[]): string {
    const hash = createHash("sha256");
    for (const part of parts) {
        hash.update(`${part.length}:`).update(part);
    }
    return hash.digest("hex").slice(0, 16);
}

/** Names and contents of all files of a folder, for {@link contentKey}. */
export function folderContents(folder: string): string[] {
    const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).sort();
    return fileContents(
        folder,
        names.filter((name) => statSync(join(folder, name)).isFile()),
    );
}

/** Names and contents of some files of a folder, for {@link contentKey}. */
export function fileContents(folder: string, names: readonly string[]): string[] {
    return names.flatMap((name) => [name, readFileSync(join(folder, name), "utf8")]);
}

/** A function that makes an entry, and the content key of its sources. */
export interface Recipe {
    readonly name: string;
    readonly key: string;
    /** Fills the empty folder; reports progress, a line at a time. */
    readonly make: (folder: string, progress: (line: string) => void) => Promise<{ version: string; source: string }>;
}

const recordName = "entry.json";

/** The finished entry of a recipe, or undefined if it does not exist yet. */
export function lookup(root: string, { name, key }: Recipe): Entry | undefined {
    const folder = join(root, `${name}-${key}`);
    const file = join(folder, recordName);
    return existsSync(file)
        ? { ...(JSON.parse(readFileSync(file, "utf8")) as EntryRecord), folder, origin: "cache" }
        : undefined;
}

/**
 * Makes the entry `<root>/<name>-<key>` in a temporary folder, which is renamed when complete, so that an incomplete
 * entry is never used.
 */
export async function make(root: string, recipe: Recipe, progress: (line: string) => void = ignore): Promise<Entry> {
    const { name, key } = recipe;
    const folder = join(root, `${name}-${key}`);
    const unfinished = join(root, `.unfinished-${name}`);
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    const start = process.hrtime.bigint();
    const made = await recipe.make(unfinished, progress);
    const seconds = Math.round(Number(process.hrtime.bigint() - start) / 1e8) / 10;
    const record: EntryRecord = { name, ...made, seconds };
    writeFileSync(join(unfinished, recordName), JSON.stringify(record, undefined, 2));
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
    return { ...record, folder, origin: "built" };
}

function ignore(): void {
    // Progress is not displayed.
}
