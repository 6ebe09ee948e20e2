import {
    copyFileSync,
    cpSync,
    existsSync,
    mkdirSync,
    readdirSync,
    readFileSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtemp } from "node:fs/promises";
import { folders } from "../home";
import { output, runLogged } from "../process";
import { messageOf, UserError } from "../userError";
import { BuildProgress } from "./buildProgress";
import { contentKey, fileContents, type Recipe } from "./cache";
import type { GoProgram } from "./programs";

const groupFolder = (group: string) => join(__dirname, "go", group);

/** The folder of a Go module in the module cache; downloads a missing module. */
export async function moduleFolder(group: string, module: string): Promise<string> {
    const { Dir } = JSON.parse(await output("go", ["mod", "download", "-json", module], groupFolder(group))) as {
        Dir: string;
    };
    return Dir;
}

/**
 * Compiler flags of every Go program here: nothing debugs them, and the compiler needs a fifth less time without debug
 * information. No part of a content key, because they do not change what a program does.
 */
export const compilerFlags = ["-trimpath", "-gcflags=all=-dwarf=false"] as const;

/** The recipe of a program built from its pinned modules. */
export async function goRecipe(name: string, program: GoProgram): Promise<Recipe> {
    const cwd = groupFolder(program.group);
    const linkerFlags = ["-s -w", ...(program.variables ?? []).map((v) => `-X ${v}`)].join(" ");
    const toolchain = await goVersion(cwd);
    const key = contentKey([
        toolchain,
        program.package,
        JSON.stringify([program.copy, program.aliases]),
        "-trimpath",
        "-ldflags",
        linkerFlags,
        ...fileContents(cwd, sourceFiles(program, cwd)),
    ]);
    const build = async (folder: string, report: (line: string) => void) => {
        const logFile = join(folders.logs, "toolchain", `${name}.log`);
        rmSync(logFile, { force: true });
        const bin = join(folder, "bin");
        mkdirSync(bin);
        report("downloading modules");
        await withModuleCopy(program, async (moduleFlags) => {
            const progress = new BuildProgress(await packageCount(program.package, moduleFlags, cwd), Date.now());
            await runLogged({
                command: "go",
                args: [
                    ...["build", "-v", ...compilerFlags, "-ldflags", linkerFlags],
                    ...[...moduleFlags, "-o", join(bin, name), program.package],
                ],
                cwd,
                env: { CGO_ENABLED: "0" },
                logFile,
                onLine: (line) => {
                    if (!isMessage(line)) {
                        progress.add();
                        report(progress.describe(Date.now()));
                    }
                },
                isMessage,
            });
        });
        for (const alias of program.aliases ?? []) {
            symlinkSync(name, join(bin, alias));
        }
        return { version: program.version, source: `${toolchain.split("\n")[0] ?? ""}, module group ${program.group}` };
    };
    return { name, key, make: build };
}

/** The files of a group that a program is built from: those next to go.mod, its own package, our replacements. */
function sourceFiles(program: GoProgram, group: string): string[] {
    const filesOf = (folder: string) =>
        readdirSync(join(group, folder), { withFileTypes: true })
            .filter((entry) => entry.isFile())
            .map((entry) => join(folder, entry.name));
    return [
        ...filesOf("."),
        ...(program.package.startsWith("./") ? filesOf(program.package) : []),
        ...Object.values(program.copy?.replace ?? {}),
    ].sort();
}

/** False for the import path that `go build -v` prints for each package. */
function isMessage(line: string): boolean {
    return line.includes(" ");
}

/** The number of packages of a program, the standard library's included. */
async function packageCount(program: string, moduleFlags: readonly string[], cwd: string): Promise<number> {
    return (await output("go", ["list", ...moduleFlags, "-e", "-deps", program], cwd)).split("\n").length;
}

/** Version, system and architecture of the Go toolchain, one per line. */
async function goVersion(cwd: string): Promise<string> {
    try {
        return await output("go", ["env", "GOVERSION", "GOOS", "GOARCH"], cwd);
    } catch (error) {
        throw new UserError(
            `building the local platform's programs needs Go 1.26 or newer on PATH: ${messageOf(error)}`,
        );
    }
}

/**
 * Builds with a changed copy of the program's module, in a temporary folder; `build` gets the flags that select it.
 *
 * A copy and not `-overlay`, which rejects the replacement of a file of Go's module cache.
 */
async function withModuleCopy(program: GoProgram, build: (flags: string[]) => Promise<void>): Promise<void> {
    const { copy } = program;
    if (copy === undefined) {
        await build([]);
        return;
    }
    const group = groupFolder(program.group);
    const scratch = await mkdtemp(join(tmpdir(), "canary-module-"));
    try {
        const source = join(scratch, "module");
        cpSync(await moduleFolder(program.group, copy.module), source, { recursive: true });
        // Files of the module cache are read-only.
        await output("chmod", ["-R", "u+w", source], scratch);
        for (const [file, ours] of Object.entries(copy.replace)) {
            if (!existsSync(join(source, file))) {
                throw new Error(`${copy.module} no longer has ${file}, which ${ours} replaces`);
            }
            copyFileSync(join(group, ours), join(source, file));
        }
        for (const [file, edits] of Object.entries(copy.edit ?? {})) {
            const original = readFileSync(join(source, file), "utf8");
            const edited = edits.reduce((text, [line, replacement]) => {
                if (text.split(line).length !== 2) {
                    throw new Error(`${file} of ${copy.module} no longer has one line "${line}"`);
                }
                return text.replace(line, replacement);
            }, original);
            writeFileSync(join(source, file), edited);
        }
        for (const [file, original] of Object.entries(copy.embed ?? {})) {
            const content = JSON.parse(readFileSync(join(source, original), "utf8")) as Record<string, unknown>;
            // The provider rejects a schema without a version; release builds add it the same way.
            const versioned = original.endsWith("/schema.json") ? { ...content, version: program.version } : content;
            writeFileSync(join(source, file), JSON.stringify(versioned));
        }
        const goMod = join(scratch, "go.mod");
        copyFileSync(join(group, "go.mod"), goMod);
        copyFileSync(join(group, "go.sum"), join(scratch, "go.sum"));
        await output("go", ["mod", "edit", `-replace=${copy.module}=${source}`, goMod], group);
        await build([`-modfile=${goMod}`]);
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}
