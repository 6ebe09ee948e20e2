import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { checkout } from "../local/home";

/** The value of `--policies` that disables the policies. */
export const noPolicies = "none";

/**
 * The flags that enforce the policy pack with the configuration of an environment; adds what is missing to the
 * problems. No environment disables the policies by default; that takes an explicit "none".
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
            `the policy pack in ${folder} is not built; for the pack of this checkout run npm ci && npm run build:policies`,
        );
    }
    return ["--policy-pack", folder, "--policy-pack-config", config];
}

function configurations(folder: string): string[] {
    const configs = join(folder, "config");
    const files = existsSync(configs) ? readdirSync(configs) : [];
    return files.filter((file) => file.endsWith(".json")).map((file) => file.replace(/\.json$/, ""));
}

/** Checks that the program named in the pack's PulumiPolicy.yaml and the policy SDK exist. */
function isBuilt(folder: string): boolean {
    const manifest = join(folder, "PulumiPolicy.yaml");
    if (!existsSync(manifest)) {
        return false;
    }
    const { main } = (parse(readFileSync(manifest, "utf8")) ?? {}) as { main?: string };
    return hasPolicySdk(folder) && (main === undefined || existsSync(join(folder, main)));
}

/** Checks that Node.js finds `@pulumi/policy` from a folder: in its node_modules, or in that of a folder above. */
function hasPolicySdk(folder: string): boolean {
    const paths = createRequire(join(folder, "PulumiPolicy.yaml")).resolve.paths("@pulumi/policy") ?? [];
    return paths.some((path) => existsSync(join(path, "@pulumi", "policy")));
}
