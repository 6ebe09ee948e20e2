import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Kubectl } from "./cluster/kubectl";
import { moduleFolder } from "./toolchain/goProgram";

/** A CustomResourceDefinition. */
export interface Definition {
    readonly metadata: { readonly name: string };
}

/** Reads the definitions of an API group from a folder of a Go module, a file for each kind. */
export async function definitionsIn(
    group: string,
    module: string,
    folder: string,
    apiGroup: string,
): Promise<Definition[]> {
    const path = join(await moduleFolder(group, module), folder);
    const prefix = `${apiGroup}_`;
    return readdirSync(path)
        .filter((file) => file.startsWith(prefix) && /^[a-z]+\.yaml$/.test(file.slice(prefix.length)))
        .map((file) => parse(readFileSync(join(path, file), "utf8")) as Definition);
}

/** Removes definitions, and with them every object of their kinds. */
export async function removeDefinitions(kubectl: Kubectl, definitions: readonly Definition[]): Promise<void> {
    const names = definitions.map(({ metadata }) => metadata.name);
    await kubectl.run(["delete", "customresourcedefinitions", ...names, "--ignore-not-found"]);
}
