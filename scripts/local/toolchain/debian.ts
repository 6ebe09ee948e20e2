import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { folders } from "../home";
import { output, runLogged } from "../process";
import { UserError } from "../userError";
import { contentKey, type Recipe } from "./cache";
import type { DebianUnpacked } from "./programs";

const quiet = { DEBIAN_FRONTEND: "noninteractive" };
let packageListsUpdated: Promise<void> | undefined;

/** Runs `apt-get update` once per process: a new machine has no package lists, or outdated ones. */
function updatePackageLists(): Promise<void> {
    packageListsUpdated ??= apt(["update"]);
    return packageListsUpdated;
}

function apt(args: string[], cwd?: string): Promise<void> {
    return runLogged({
        command: "apt-get",
        // Right after boot, automatic upgrades may hold the lock.
        args: ["-q", "-o", "DPkg::Lock::Timeout=300", ...args],
        env: quiet,
        logFile: join(folders.logs, "toolchain", "apt.log"),
        ...(cwd === undefined ? {} : { cwd }),
    });
}

async function distribution(): Promise<string> {
    try {
        return await output("sh", [
            "-c",
            '. /etc/os-release && echo "$ID $VERSION_CODENAME" && dpkg --print-architecture',
        ]);
    } catch {
        throw new UserError("the local platform needs Debian's package tools (dpkg, apt-get), which this system lacks");
    }
}

/** The recipe of packages unpacked into a cache entry: their programs without daemons and configuration. */
export async function debianRecipe(name: string, program: DebianUnpacked): Promise<Recipe> {
    const suite = await distribution();
    const key = contentKey([suite, ...program.packages]);
    const unpack = async (folder: string) => {
        await updatePackageLists();
        const debs = join(folder, "debs");
        mkdirSync(debs);
        // apt's sandbox user cannot write to a folder of root.
        await apt(["-o", "APT::Sandbox::User=root", "download", ...program.packages], debs);
        const versions: string[] = [];
        for (const deb of readdirSync(debs)) {
            await execa("dpkg-deb", ["--extract", join(debs, deb), folder]);
            versions.push(await output("dpkg-deb", ["--show", "--showformat=${Package} ${Version}", join(debs, deb)]));
        }
        rmSync(debs, { recursive: true });
        return { version: versions.join(", "), source: `Debian packages, ${suite.split("\n")[0] ?? ""}` };
    };
    return { name, key, make: unpack };
}

/** The installed ones of these packages, with their versions. */
export async function installedVersions(packages: readonly string[]): Promise<Map<string, string>> {
    const format = "--showformat=${Package} ${db:Status-Status} ${Version}\\n";
    const { stdout } = await execa("dpkg-query", ["--show", format, ...packages], { reject: false });
    const rows = stdout.split("\n").map((line) => line.split(" "));
    return new Map(
        rows.flatMap(([name, status, version]) => (name && version && status === "installed" ? [[name, version]] : [])),
    );
}

/** Installs packages; they start no daemon. */
export async function install(packages: readonly string[]): Promise<void> {
    await updatePackageLists();
    await apt(["install", "--yes", "--no-install-recommends", ...packages]);
}
