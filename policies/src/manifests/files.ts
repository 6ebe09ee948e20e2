import { type Dirent, readdirSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { matcher } from "./glob";
import type { PassedOver } from "./passedOver";

/** The path that stands for the standard input. */
export const standardInput = "-";

/** Files to read, the folders in which they must be, and what is left out. */
export interface Files {
    readonly files: readonly string[];
    readonly passedOver: readonly PassedOver[];
    readonly problems: readonly string[];
}

/** Lists the files of some paths, each once: .yaml, .yml and .json files of folders, and others that are named. */
export function filesIn(paths: readonly string[], exclude: readonly string[]): Files {
    const excluded = matcher(exclude);
    const files = new Set<string>();
    const passedOver = new Map<string, PassedOver>();
    const problems: string[] = [];
    const passOver = (file: string, reason: PassedOver["reason"]) => passedOver.set(file, { file, reason });
    const walk = (folder: string, reason?: PassedOver["reason"]) => {
        const entries = entriesOf(folder, problems);
        const chart = entries.some(({ name }) => name === "Chart.yaml") ? "chart" : undefined;
        for (const entry of entries) {
            const path = join(folder, entry.name);
            const why = excluded(path) ? "excluded" : (reason ?? reasonOf(entry.name) ?? chart);
            if (entry.isDirectory()) {
                walk(path, why);
            } else if (isManifest(entry.name) && statSync(path, { throwIfNoEntry: false })?.isFile()) {
                if (why === undefined) {
                    files.add(path);
                } else {
                    passOver(path, why);
                }
            }
        }
    };
    for (const path of paths) {
        const stat = path === standardInput ? undefined : statSync(path, { throwIfNoEntry: false });
        if (path === standardInput) {
            files.add(path);
        } else if (stat === undefined) {
            problems.push(`${path} does not exist, must be a manifest or a folder of manifests`);
        } else if (stat.isDirectory()) {
            walk(path);
        } else if (excluded(join(path))) {
            passOver(join(path), "excluded");
        } else {
            files.add(join(path));
        }
    }
    return { files: [...files], passedOver: [...passedOver.values()], problems };
}

/** Returns the entries of a folder by name; a folder that cannot be read is a problem. */
function entriesOf(folder: string, problems: string[]): readonly Dirent[] {
    try {
        return readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    } catch (error) {
        problems.push(`${folder}: ${error instanceof Error ? error.message : String(error)}`);
        return [];
    }
}

function isManifest(name: string): boolean {
    return /\.(ya?ml|json)$/.test(name) || isKustomization(name);
}

function reasonOf(name: string): PassedOver["reason"] | undefined {
    return name.startsWith(".") ? "hidden" : name === "node_modules" ? "package" : undefined;
}

/** Returns the path of a file that another file names, relative to it. */
export function named(by: string, path: string): string {
    return join(dirname(by), path);
}

/** True for the file names that kustomize reads. */
export function isKustomization(file: string): boolean {
    return /^(kustomization\.ya?ml|Kustomization)$/.test(basename(file));
}
