import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { pulumiEnvironment, withPulumi } from "./toolchain/pulumi";
import { UserError } from "./userError";

/** What one call of pulumi came to. */
export interface PulumiRun {
    readonly exitCode: number;
    /** Standard output and error in the order in which they came. */
    readonly output: string;
    readonly lines: readonly TimedLine[];
}

/** A line and the time at which it reached us, in milliseconds since the epoch. */
export interface TimedLine {
    readonly text: string;
    readonly at: number;
}

/** Where a call of pulumi works, and who hears what. */
export interface RunOptions {
    /** The project's folder. */
    readonly cwd: string;
    /** Everything that pulumi says is added to it. */
    readonly logFile: string;
    /** Hears every line as it comes. */
    readonly onLine?: ((line: string) => void) | undefined;
    /** Hears the process's id. */
    readonly onStart?: ((pid: number) => void) | undefined;
}

/** Runs pulumi without questions, to whatever end. */
export function runStreamed(args: readonly string[], options: RunOptions): Promise<PulumiRun> {
    return withPulumi(async (env) => {
        const child = execa("pulumi", [...args, "--non-interactive", "--color=never"], {
            ...{ cwd: options.cwd, env, all: true, buffer: false, reject: false, stdin: "ignore" },
        });
        if (child.pid !== undefined) {
            options.onStart?.(child.pid);
        }
        const lines: TimedLine[] = [];
        const say = (line: string) => {
            appendFileSync(options.logFile, `${line}\n`);
        };
        mkdirSync(dirname(options.logFile), { recursive: true });
        say(`$ pulumi ${args.join(" ")}`);
        for await (const text of createInterface({ input: child.all })) {
            lines.push({ text, at: Date.now() });
            say(text);
            options.onLine?.(text);
        }
        const { exitCode } = await child;
        return { exitCode: exitCode ?? 1, output: lines.map(({ text }) => text).join("\n"), lines };
    });
}

/** The output of a short pulumi command. */
export async function query(args: readonly string[], cwd: string, input?: string): Promise<string> {
    const result = await execa("pulumi", args, {
        cwd,
        env: pulumiEnvironment(),
        reject: false,
        ...(input === undefined ? { stdin: "ignore" } : { input }),
    });
    if (result.failed) {
        throw new UserError(`pulumi ${args.join(" ")} failed: ${result.stderr || result.stdout}`);
    }
    return result.stdout;
}
