import { parseArgs } from "node:util";

export const help = `Usage: npm run policy -- --manifests PATH [--config FILE]

Judges the manifests of Kubernetes in a file or a folder by the rules of canary-policies, without Pulumi.

  --manifests PATH   a manifest, or a folder with .yaml, .yml and .json files
  --config FILE      levels and settings, as pulumi's --policy-pack-config takes them: policies/config/prod.json
  --help             this text

Ends with 0 where no mandatory rule is broken, with 1 where one is, and with 2 where it could not judge.
`;

/** What the runner is asked for. */
export interface RunnerArguments {
    readonly manifests: string;
    readonly config?: string;
}

/** Reads the command line: `help`, what is asked for, or what is wrong with it. */
export function readArguments(args: readonly string[]): RunnerArguments | "help" | readonly string[] {
    const { values, tokens } = parseArgs({
        args: [...args],
        options: {
            manifests: { type: "string" },
            config: { type: "string" },
            help: { type: "boolean", short: "h" },
        },
        // All problems are told at once, in our words.
        strict: false,
        tokens: true,
    });
    if (values.help === true) {
        return "help";
    }
    const problems = tokens.flatMap((token) => {
        if (token.kind === "positional") {
            return [`${token.value} is no option; a path goes behind --manifests`];
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
