import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtemp } from "node:fs/promises";
import { folders } from "../home";
import { output, runLogged } from "../process";
import { messageOf, UserError } from "../userError";
import { BuildProgress } from "./buildProgress";
import { contentKey, folderContents, type Recipe } from "./cache";
import type { GoProgram } from "./programs";

const groupFolder = (group: string) => join(__dirname, "go", group);

/** The folder of a Go module in the module cache; downloads a missing module. */
export async function moduleFolder(group: string, module: string): Promise<string> {
    const { Dir } = JSON.parse(await output("go", ["mod", "download", "-json", module], groupFolder(group))) as {
        Dir: string;
    };
    return Dir;
}

/** The recipe of a program built from its pinned modules. */
export async function goRecipe(name: string, program: GoProgram): Promise<Recipe> {
    const cwd = groupFolder(program.group);
    const flags = ["-trimpath", "-ldflags", ["-s -w", ...(program.variables ?? []).map((v) => `-X ${v}`)].join(" ")];
    const toolchain = await goVersion(cwd);
    const key = contentKey([
        toolchain,
        program.package,
        JSON.stringify([program.embeds, program.aliases]),
        ...flags,
        ...folderContents(cwd),
    ]);
    const build = async (folder: string, report: (line: string) => void) => {
        const logFile = join(folders.logs, "toolchain", `${name}.log`);
        rmSync(logFile, { force: true });
        const bin = join(folder, "bin");
        mkdirSync(bin);
        report("downloading modules");
        const progress = new BuildProgress(await packageCount(program.package, cwd), Date.now());
        await withOverlay(program, async (overlay) => {
            await runLogged({
                command: "go",
                args: ["build", "-v", ...flags, ...overlay, "-o", join(bin, name), program.package],
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

/** False for the import path that `go build -v` prints for each package. */
function isMessage(line: string): boolean {
    return line.includes(" ");
}

/** The number of packages of a program, the standard library's included. */
async function packageCount(program: string, cwd: string): Promise<number> {
    return (await output("go", ["list", "-e", "-deps", program], cwd)).split("\n").length;
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

/** Adds the embedded files next to our main.go by an overlay, which does not change the checkout. */
async function withOverlay(program: GoProgram, build: (args: string[]) => Promise<void>): Promise<void> {
    const { embeds } = program;
    if (embeds === undefined) {
        await build([]);
        return;
    }
    const from = join(await moduleFolder(program.group, embeds.module), embeds.from);
    const scratch = await mkdtemp(join(tmpdir(), "canary-overlay-"));
    try {
        const replace: Record<string, string> = {};
        for (const file of embeds.files) {
            // The provider rejects a schema without a version; release builds add it the same way.
            const content = JSON.parse(readFileSync(join(from, file), "utf8")) as Record<string, unknown>;
            const versioned = file === "schema.json" ? { ...content, version: program.version } : content;
            writeFileSync(join(scratch, file), JSON.stringify(versioned));
            replace[join(groupFolder(program.group), embeds.into, file)] = join(scratch, file);
        }
        writeFileSync(join(scratch, "overlay.json"), JSON.stringify({ Replace: replace }));
        await build(["-overlay", join(scratch, "overlay.json")]);
    } finally {
        rmSync(scratch, { recursive: true, force: true });
    }
}
