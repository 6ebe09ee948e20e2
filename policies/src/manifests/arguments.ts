import { parseArgs } from "node:util";
import { type Format, formats } from "./output/formats";
import { standardInput } from "./files";

export const help = `Usage: canary-policies [options] PATH...

Checks Kubernetes manifests against the rules of @canary-delivery/policies, without Pulumi.

  PATH               a manifest, a folder with .yaml, .yml and .json files, or - for the standard input
  --manifests PATH   the same
  --config FILE      levels and settings, in the format of pulumi's --policy-pack-config, such as config/prod.json
  --exclude GLOB     leaves out files and folders of this name or path, such as vendor or 'apps/*/test'; repeatable
  --strict           rejects files in which a cluster has no objects, instead of passing over them
  --output FORMAT    ${formats.join(", ")}; by default text
  --explain RULE     describes a rule, its fix and its settings, and checks nothing
  --help             this text

In folders, hidden files, Helm charts, kustomizations with their patches, and files without apiVersion and kind are passed
over; one line on the standard error counts them.

Exit code: 0 if no mandatory rule is broken, 1 if one is, 2 if nothing could be checked.
`;

/** The options of a run. */
export interface ManifestArguments {
    /** Files, folders, or `-`; at least one. */
    readonly paths: readonly string[];
    readonly config?: string;
    readonly exclude: readonly string[];
    readonly strict: boolean;
    readonly output: Format;
}

/** A request to describe a rule. */
export interface ExplainArguments {
    readonly explain: string;
}

const options = {
    manifests: { type: "string", multiple: true },
    config: { type: "string" },
    exclude: { type: "string", multiple: true },
    strict: { type: "boolean" },
    output: { type: "string", default: "text" },
    explain: { type: "string" },
    help: { type: "boolean", short: "h" },
} as const;

const needs: Readonly<Record<string, string>> = {
    manifests: "a path",
    config: "a path",
    exclude: "a glob",
    output: "a format",
    explain: "a rule",
};

/** Parses the command line: its options, `help`, or all its problems. */
export function readArguments(
    args: readonly string[],
): ManifestArguments | ExplainArguments | "help" | readonly string[] {
    // All problems are reported at once.
    const { values, positionals, tokens } = parseArgs({ args: [...args], options, strict: false, tokens: true });
    if (values.help === true) {
        return "help";
    }
    const problems = tokens.flatMap((token) => {
        if (token.kind !== "option") {
            return [];
        }
        if (!Object.hasOwn(options, token.name)) {
            return [`${token.rawName} is unknown`];
        }
        const need = needs[token.name];
        if (need === undefined) {
            return token.value === undefined ? [] : [`${token.rawName} takes no value`];
        }
        // parseArgs takes an option that follows as the value.
        const value = token.value ?? "";
        const missing = value === "" || (value.startsWith("-") && value !== standardInput);
        return missing ? [`${token.rawName} needs ${need}`] : [];
    });
    for (const name of ["config", "output", "explain"]) {
        if (tokens.filter((token) => token.kind === "option" && token.name === name).length > 1) {
            problems.push(`--${name} may be given once`);
        }
    }
    const output = formats.find((format) => format === values.output);
    if (output === undefined && problems.length === 0) {
        problems.push(`--output must be one of ${formats.join(", ")}, got ${String(values.output)}`);
    }
    const { explain, config } = values;
    if (output === undefined || problems.length > 0) {
        return problems;
    }
    const paths = [...strings(values.manifests), ...positionals];
    if (typeof explain === "string") {
        return paths.length === 0 ? { explain } : ["--explain takes no paths"];
    }
    if (paths.length === 0) {
        return ["a path is missing: a manifest, a folder of manifests, or - for the standard input"];
    }
    return {
        paths,
        config: typeof config === "string" ? config : undefined,
        exclude: strings(values.exclude),
        strict: values.strict === true,
        output,
    };
}

function strings(values: unknown): readonly string[] {
    return Array.isArray(values) ? values.filter((value) => typeof value === "string") : [];
}
