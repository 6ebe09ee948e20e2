import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
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
            `the policy pack in ${folder} is not built; run npm ci && npm run build:policies where it is this checkout's`,
        );
    }
    return ["--policy-pack", folder, "--policy-pack-config", config];
}

function configurations(folder: string): string[] {
    const configs = join(folder, "config");
    const files = existsSync(configs) ? readdirSync(configs) : [];
    return files.filter((file) => file.endsWith(".json")).map((file) => file.replace(/\.json$/, ""));
}

/** Tells whether the program that the pack's PulumiPolicy.yaml names is there, and what it runs on. */
function isBuilt(folder: string): boolean {
    const manifest = join(folder, "PulumiPolicy.yaml");
    if (!existsSync(manifest)) {
        return false;
    }
    const { main } = (parse(readFileSync(manifest, "utf8")) ?? {}) as { main?: string };
    return hasPolicySdk(folder) && (main === undefined || existsSync(join(folder, main)));
}

/** Tells whether Node.js finds `@pulumi/policy` from a folder: in its own node_modules, or in that of a folder above. */
function hasPolicySdk(folder: string): boolean {
    const paths = createRequire(join(folder, "PulumiPolicy.yaml")).resolve.paths("@pulumi/policy") ?? [];
    return paths.some((path) => existsSync(join(path, "@pulumi", "policy")));
}
