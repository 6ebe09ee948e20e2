import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { StackState } from "../../../scripts/local/stackState";

/** One call of the fake pulumi. */
export interface PulumiCall {
    readonly args: readonly string[];
    readonly cwd: string;
    readonly scratch: string | undefined;
}

/** Answers `stack ls` and `stack export` from a file, makes updates wait for each other, and records every call. */
const program = `#!/usr/bin/env node
const { appendFileSync, readFileSync, readdirSync, writeFileSync } = require("node:fs");
const args = process.argv.slice(2);
const home = process.env.CANARY_DELIVERY_HOME;
process.chdir(args[args.indexOf("--cwd") + 1]);
const project = /^name: (.*)$/m.exec(readFileSync("Pulumi.yaml", "utf8"))[1];
const { states, updatesAtOnce } = JSON.parse(readFileSync(home + "/fake.json", "utf8"));
const answers = {
    "stack ls": () => Object.keys(states).flatMap((name) => name.startsWith(project + "/") ? [{ name: name.split("/")[1] }] : []),
    "stack export": () => states[project + "/" + args[args.indexOf("--stack") + 1]],
};
const answer = answers[args.slice(0, 2).join(" ")]?.();
if (answer !== undefined) console.log(JSON.stringify(answer));
appendFileSync(home + "/calls.jsonl", JSON.stringify({ args, cwd: process.cwd(), scratch: process.env.TMPDIR }) + "\\n");
if (args[0] === "up") {
    writeFileSync(home + "/bin/update-" + process.pid, "");
    const deadline = Date.now() + 30_000;
    const others = setInterval(() => {
        const begun = readdirSync(home + "/bin").filter((name) => name.startsWith("update-")).length;
        if (begun >= updatesAtOnce) clearInterval(others);
        else if (Date.now() > deadline) process.exit(1);
    }, 20);
}
`;

/** A home of the scripts with a fake pulumi that only records its calls. */
export class FakePulumi {
    readonly home = mkdtempSync(join(tmpdir(), "home-"));

    /**
     * @param states - the states of the stacks that exist, by `project/stack`
     * @param updatesAtOnce - number of updates that must have begun before one ends; an update fails after 30 s
     */
    constructor(states: Readonly<Record<string, StackState>>, updatesAtOnce = 1) {
        mkdirSync(join(this.home, "bin"));
        writeFileSync(join(this.home, "bin", "pulumi"), program);
        chmodSync(join(this.home, "bin", "pulumi"), 0o755);
        writeFileSync(join(this.home, "fake.json"), JSON.stringify({ states, updatesAtOnce }));
    }

    /** Makes the folder of a stack of the local cluster, as `init` does. */
    addLocal(label: string): void {
        mkdirSync(join(this.home, "cluster", "stacks", label), { recursive: true });
    }

    /** Runs statements over the class Stack in a process of this home, and returns how they called pulumi. */
    async run(statements: string): Promise<PulumiCall[]> {
        const script = `
            const assert = require("node:assert/strict");
            const { Stack } = require("./scripts/local/stack");
            const { canaryConsumer } = require("./scripts/local/project");
            (async () => { ${statements} })();`;
        await execa(process.execPath, ["--require", "ts-node/register/transpile-only", "--eval", script], {
            cwd: join(__dirname, "../../.."),
            env: { CANARY_DELIVERY_HOME: this.home },
        });
        const file = join(this.home, "calls.jsonl");
        const lines = existsSync(file) ? readFileSync(file, "utf8").trim().split("\n") : [];
        return lines.map((line) => JSON.parse(line) as PulumiCall);
    }

    remove(): void {
        rmSync(this.home, { recursive: true, force: true });
    }
}
