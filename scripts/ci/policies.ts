import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { checkout } from "../local/home";

/** What `--policies` says where no rules are to be held. */
export const noPolicies = "none";

/**
 * The flags that hold a run to the policy pack as an environment configures it, and what is missing for them. No
 * environment goes without: leaving the rules out has to be said.
 */
export function policyFlags(
    name: string = noPolicies,
    pack: string = join(checkout, "policies"),
    problems: string[],
): string[] {
    if (name === noPolicies) {
        return [];
    }
    const folder = resolve(pack);
    const config = join(folder, "config", `${name}.json`);
    if (!existsSync(config)) {
        problems.push(
            `--policies must be ${[...configurations(folder), noPolicies].join(", ")}, got ${JSON.stringify(name)}; its default is the stack's name`,
        );
    }
    if (!isBuilt(folder)) {
        problems.push(
            `the policy pack in ${folder} is not built; run npm ci --prefix policies && npm run build --prefix policies`,
        );
    }
    return ["--policy-pack", folder, "--policy-pack-config", config];
}

function configurations(folder: string): string[] {
    const configs = join(folder, "config");
    const files = existsSync(configs) ? readdirSync(configs) : [];
    return files.filter((file) => file.endsWith(".json")).map((file) => file.replace(/\.json$/, ""));
}

/** Whether what the pack's PulumiPolicy.yaml names as its program is there. */
function isBuilt(folder: string): boolean {
    const manifest = join(folder, "PulumiPolicy.yaml");
    if (!existsSync(manifest)) {
        return false;
    }
    const { main } = (parse(readFileSync(manifest, "utf8")) ?? {}) as { main?: string };
    return existsSync(join(folder, "node_modules")) && (main === undefined || existsSync(join(folder, main)));
}
