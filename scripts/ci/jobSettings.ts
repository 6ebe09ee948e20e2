import { existsSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { type SettingsFile, withSettings } from "../local/stackSettings";

/** Settings of a run on top of a file's, by key; a key without a prefix is the project's. */
export type Overrides = Readonly<Record<string, string>>;

/** Parses `KEY=VALUE` arguments; adds invalid ones to the problems. */
export function parseOverrides(pairs: readonly string[], problems: string[]): Overrides {
    const overrides: Record<string, string> = {};
    for (const pair of pairs) {
        const [, key, value] = /^([\w-]+(?::[\w-]+)?)=([^]*)$/.exec(pair) ?? [];
        if (key === undefined || value === undefined) {
            problems.push(
                `--set must be KEY=VALUE, such as image=registry.example.com/shop:1.4.2, got ${JSON.stringify(pair)}`,
            );
        } else if (key in overrides) {
            problems.push(`--set has ${key} twice`);
        } else {
            overrides[key] = value;
        }
    }
    return overrides;
}

/**
 * The text of a settings file with the overrides on top. A new stack gets no encryption salt, because another
 * passphrase cannot use it, unless the file has secrets that need it.
 */
export function overlaid(committed: string, overrides: Overrides, projectName: string, newStack = false): string {
    const { encryptionsalt, ...file } = (parse(committed) ?? {}) as SettingsFile;
    const keepsSalt = !newStack || /\bsecure:/.test(committed);
    const salt = keepsSalt && encryptionsalt !== undefined ? { encryptionsalt } : {};
    return withSettings({ ...salt, ...file }, overrides, projectName);
}

/** The fields used here of a project's Pulumi.yaml. */
export interface ProjectFile {
    readonly name: string;
    /** The keys of the settings that the project describes. */
    readonly keys: readonly string[];
}

/**
 * Returns the environment with the folder of the reports of gates whose settings name none. No setting, because Pulumi
 * would compare the folders of two jobs.
 */
export function reportsEnvironment(
    { reports }: { readonly reports?: string },
    env: Readonly<Record<string, string | undefined>> = process.env,
): Readonly<Record<string, string>> {
    const usual = join(env["RUNNER_TEMP"] || tmpdir(), "canary-delivery-reports");
    return { CANARY_DELIVERY_REPORTS: resolve(reports ?? usual) };
}

/** Reads Pulumi.yaml; adds a problem if there is none. */
export function readProject(folder: string, problems: string[]): ProjectFile {
    const text = readOr(
        join(folder, "Pulumi.yaml"),
        `--project must be a folder with a Pulumi.yaml, ${folder} has none`,
        problems,
    );
    const { name, config } = (parse(text) ?? {}) as { name?: string; config?: Record<string, unknown> };
    return { name: name ?? "", keys: Object.keys(config ?? {}) };
}

/** A file's text; adds the problem and returns an empty string if there is no such file. */
export function readOr(file: string, problem: string, problems: string[]): string {
    if (existsSync(file)) {
        return readFileSync(file, "utf8");
    }
    problems.push(problem);
    return "";
}
