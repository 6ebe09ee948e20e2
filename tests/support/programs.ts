import { ensureToolchain, programPath } from "../../scripts/local/toolchain";
import type { ProgramName } from "../../scripts/local/toolchain/programs";

const built = new Map<ProgramName, Promise<string>>();

/** Returns the path of a program of the local platform; builds it first, unless it is cached. */
export function builtProgram(name: ProgramName): Promise<string> {
    const path =
        built.get(name) ?? ensureToolchain(console.log, [name]).then((toolchain) => programPath(toolchain, name));
    built.set(name, path);
    return path;
}
