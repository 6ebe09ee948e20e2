import { readFileSync } from "node:fs";
import { type Configuration, readConfiguration } from "../model/configuration";
import { evaluateAll } from "../model/evaluate";
import type { Rule } from "../model/rule";
import { help, readArguments } from "./arguments";
import { explained } from "./explain";
import { formatted } from "./output/format";
import { countOf } from "./output/result";
import { counted } from "./passedOver";
import { readManifests } from "./read";

/** The output and the exit code of a run. */
export interface Run {
    readonly exitCode: 0 | 1 | 2;
    readonly stdout: string;
    readonly stderr: string;
}

/** Evaluates these rules for the manifests named on the command line; `input` reads the standard input. */
export function run(args: readonly string[], rules: readonly Rule[], today: string, input?: () => Uint8Array): Run {
    const asked = readArguments(args);
    if (asked === "help") {
        return { exitCode: 0, stdout: help, stderr: "" };
    }
    if ("explain" in asked) {
        const rule = rules.find(({ name }) => name === asked.explain);
        return rule === undefined
            ? rejected([`${asked.explain} is no rule, must be one of ${rules.map(({ name }) => name).join(", ")}`])
            : { exitCode: 0, stdout: explained(rule), stderr: "" };
    }
    if (!("paths" in asked)) {
        return rejected(asked);
    }
    const configuration = asked.config === undefined ? readConfiguration({}, rules) : readFile(asked.config, rules);
    const { problems, passedOver, places, ...stack } = readManifests(asked.paths, { ...asked, input });
    if (!("levelOf" in configuration) || problems.length > 0) {
        return rejected([...("levelOf" in configuration ? [] : configuration), ...problems]);
    }
    const violations = evaluateAll(rules, stack, configuration, today);
    const result = { rules, objects: stack.objects, violations, places, passedOver };
    return {
        exitCode: countOf(result, "mandatory") > 0 ? 1 : 0,
        stdout: formatted(result, asked.output),
        stderr: counted(passedOver),
    };
}

function readFile(path: string, rules: readonly Rule[]): Configuration | readonly string[] {
    try {
        const answer = readConfiguration(JSON.parse(readFileSync(path, "utf8")), rules);
        return "levelOf" in answer ? answer : answer.map((problem) => `${path}: ${problem}`);
    } catch (error) {
        return [`${path}: ${error instanceof Error ? error.message : String(error)}`];
    }
}

function rejected(problems: readonly string[]): Run {
    const lines = problems.map((problem) => `  ${problem}`);
    const stderr = ["nothing was checked:", ...lines, "canary-policies --help shows the usage", ""].join("\n");
    return { exitCode: 2, stdout: "", stderr };
}
