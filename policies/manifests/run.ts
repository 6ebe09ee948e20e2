import { readFileSync } from "node:fs";
import { type Configuration, readConfiguration } from "../configuration";
import { judgeAll } from "../judgement";
import type { Rule } from "../rule";
import { help, readArguments } from "./arguments";
import { readManifests } from "./read";
import { report } from "./report";

/** What a run says, where, and how it ends. */
export interface Run {
    readonly exitCode: 0 | 1 | 2;
    readonly stdout: string;
    readonly stderr: string;
}

/** Judges manifests by these rules, as the command line asks for. */
export function run(args: readonly string[], rules: readonly Rule[], today: string): Run {
    const asked = readArguments(args);
    if (asked === "help") {
        return { exitCode: 0, stdout: help, stderr: "" };
    }
    if (!("manifests" in asked)) {
        return refused(asked);
    }
    const configuration = asked.config === undefined ? readConfiguration({}, rules) : readFile(asked.config, rules);
    const { problems, ...stack } = readManifests(asked.manifests);
    if (!("levelOf" in configuration) || problems.length > 0) {
        return refused([...("levelOf" in configuration ? [] : configuration), ...problems]);
    }
    const violations = judgeAll(rules, stack, configuration, today);
    const broken = violations.some(({ level }) => level === "mandatory");
    return { exitCode: broken ? 1 : 0, stdout: report(violations, stack.objects.length), stderr: "" };
}

function readFile(path: string, rules: readonly Rule[]): Configuration | readonly string[] {
    try {
        const answer = readConfiguration(JSON.parse(readFileSync(path, "utf8")), rules);
        return "levelOf" in answer ? answer : answer.map((problem) => `${path}: ${problem}`);
    } catch (error) {
        return [`${path}: ${error instanceof Error ? error.message : String(error)}`];
    }
}

function refused(problems: readonly string[]): Run {
    const lines = problems.map((problem) => `  ${problem}`);
    const stderr = ["nothing was judged:", ...lines, "npm run policy -- --help says what goes", ""].join("\n");
    return { exitCode: 2, stdout: "", stderr };
}
