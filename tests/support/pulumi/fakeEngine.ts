import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { EngineEvent } from "../../../scripts/local/engineEvents";
import { checkout } from "../../../scripts/local/home";

/** One call of the fake pulumi, with the settings of its --config-file. */
export interface EngineCall {
    readonly args: readonly string[];
    readonly settings?: string;
    readonly signals?: number;
}

/** The behaviour of a command; its key has two words for `pulumi stack ls`, one for `pulumi up`. */
export interface EngineAnswer {
    readonly exitCode?: number;
    readonly output?: unknown;
    readonly events?: readonly EngineEvent[];
    /** True if it runs until it receives a signal. */
    readonly waits?: boolean;
    /** The signals that the job receives during the command, in quick succession, as from a runner. */
    readonly jobGets?: readonly NodeJS.Signals[];
}

/**
 * Answers as configured, writes an event log, and records its calls; a stack exists from its init to its rm. As in
 * Pulumi Cloud, listed names have no project, and no organization if that is the default, "mine".
 */
const program = `#!/usr/bin/env node
const fs = require("node:fs");
const home = process.env.FAKE_ENGINE;
const args = process.argv.slice(2);
const valueOf = (flag) => args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined;
const read = (file) => JSON.parse(fs.readFileSync(home + "/" + file, "utf8"));
const command = args.slice(0, args[0] === "stack" ? 2 : 1).join(" ");
const { exitCode = 0, output, events = [], waits, jobGets = [] } = read("answers.json")[command] ?? {};
jobGets.forEach((signal, index) => setTimeout(() => process.kill(process.ppid, signal), index * 100));
const stacks = read("stacks.json");
const keep = (names) => fs.writeFileSync(home + "/stacks.json", JSON.stringify(names));
const qualified = (name) => (name.includes("/") ? name : "mine/" + name).replace(/\\/.*\\//, "/");
if (command === "stack init") keep([...stacks, qualified(args[2])]);
if (command === "stack rm") keep(stacks.filter((name) => name !== qualified(args[2])));
if (command === "stack ls") {
    const among = stacks.filter((name) => [undefined, name.split("/")[0]].includes(valueOf("--organization")));
    console.log(JSON.stringify(among.map((name) => ({ name: name.replace(/^mine\\//, "") }))));
}
if (output !== undefined) console.log(JSON.stringify(output));
const settings = valueOf("--config-file") && fs.readFileSync(valueOf("--config-file"), "utf8");
const end = (signals) => {
    if (valueOf("--event-log")) fs.writeFileSync(valueOf("--event-log"), events.map((one) => JSON.stringify(one) + "\\n").join(""));
    fs.appendFileSync(home + "/calls.jsonl", JSON.stringify({ args, settings, signals }) + "\\n");
    process.exit(exitCode);
};
if (waits) {
    let signals = 0;
    // Time for a second signal, at which a real pulumi would exit at once.
    process.on("SIGINT", () => ++signals === 1 && setTimeout(() => end(signals), 300));
    setInterval(() => undefined, 1000);
} else {
    setTimeout(end, jobGets.length * 200);
}
`;

/** A fake pulumi on PATH that only records its calls, and a project. */
export class FakeEngine {
    readonly home = mkdtempSync(join(tmpdir(), "engine-"));
    readonly project = join(this.home, "project");

    /** @param stacks - the existing stacks, as ORGANIZATION/STACK */
    constructor(answers: Readonly<Record<string, EngineAnswer>> = {}, stacks: readonly string[] = []) {
        mkdirSync(join(this.home, "bin"));
        mkdirSync(this.project);
        writeFileSync(join(this.home, "bin", "pulumi"), program);
        chmodSync(join(this.home, "bin", "pulumi"), 0o755);
        writeFileSync(join(this.home, "answers.json"), JSON.stringify(answers));
        writeFileSync(join(this.home, "stacks.json"), JSON.stringify(stacks));
        writeFileSync(join(this.project, "Pulumi.yaml"), "name: shop\nconfig: {name: {}, namespace: {}, image: {}}\n");
    }

    write(file: string, text: string): void {
        writeFileSync(join(this.project, file), text);
    }

    /** Runs a script of scripts/ci on the project, without its shell wrapper. */
    start(script: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
        const entry = join(checkout, "scripts", "ci", "commands", `${script}.ts`);
        const node = ["--require", join(checkout, "node_modules/ts-node/register/transpile-only.js"), entry];
        return execa("node", [...node, ...args, "--project", this.project], {
            ...{ reject: false, stdin: "ignore" },
            env: {
                TS_NODE_PROJECT: join(checkout, "tsconfig.json"),
                PATH: `${join(this.home, "bin")}${delimiter}${process.env["PATH"] ?? ""}`,
                FAKE_ENGINE: this.home,
                GITHUB_STEP_SUMMARY: "",
                PULUMI: "",
                ...env,
            },
        });
    }

    calls(): EngineCall[] {
        const file = join(this.home, "calls.jsonl");
        const lines = existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
        return lines.map((line) => JSON.parse(line) as EngineCall);
    }

    /** The stacks that exist now. */
    stacks(): string[] {
        return JSON.parse(readFileSync(join(this.home, "stacks.json"), "utf8")) as string[];
    }

    /** The commands that were run, without their flags. */
    commands(): string[] {
        return this.calls().map(({ args }) => args.slice(0, args[0] === "stack" ? 2 : 1).join(" "));
    }

    remove(): void {
        rmSync(this.home, { recursive: true });
    }
}
