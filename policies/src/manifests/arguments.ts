import { parseArgs } from "node:util";

export const help = `Usage: canary-policies --manifests PATH [--config FILE]

Checks the Kubernetes manifests of a file or a folder against the rules of @canary-delivery/policies, without Pulumi.

  --manifests PATH   a manifest, or a folder with .yaml, .yml and .json files
  --config FILE      levels and settings, in the format of pulumi's --policy-pack-config, such as config/prod.json
  --help             this text

Exit code: 0 if no mandatory rule is broken, 1 if one is, 2 if nothing could be checked.
`;

/** The options of a run. */
export interface ManifestArguments {
    readonly manifests: string;
    readonly config?: string;
}

/** Parses the command line: its options, `help`, or all its problems. */
export function readArguments(args: readonly string[]): ManifestArguments | "help" | readonly string[] {
    const { values, tokens } = parseArgs({
        args: [...args],
        options: {
            manifests: { type: "string" },
            config: { type: "string" },
            help: { type: "boolean", short: "h" },
        },
        // All problems are reported at once.
        strict: false,
        tokens: true,
    });
    if (values.help === true) {
        return "help";
    }
    const problems = tokens.flatMap((token) => {
        if (token.kind === "positional") {
            return [`${token.value} is no option; pass a path with --manifests`];
        }
        if (token.kind === "option" && !["manifests", "config", "help"].includes(token.name)) {
            return [`${token.rawName} is unknown`];
        }
        return token.kind === "option" && token.name !== "help" && !token.value
            ? [`${token.rawName} needs a path`]
            : [];
    });
    const { manifests, config } = values;
    if (problems.length === 0 && typeof manifests !== "string") {
        return ["--manifests is missing: a manifest, or a folder of manifests"];
    }
    return typeof manifests === "string" && problems.length === 0
        ? { manifests, config: typeof config === "string" ? config : undefined }
        : problems;
}
