import { appendFileSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { pulumiEnvironment, withPulumi } from "./toolchain/pulumi";
import { UserError } from "./userError";

/** The result of one call of pulumi. */
export interface PulumiRun {
    readonly exitCode: number;
    /** Standard output and error, interleaved. */
    readonly output: string;
    readonly lines: readonly TimedLine[];
}

/** A line and the time of its receipt, in milliseconds since the epoch. */
export interface TimedLine {
    readonly text: string;
    readonly at: number;
}

/** The folder, log and callbacks of a call of pulumi. */
export interface RunOptions {
    /** The project's folder. */
    readonly cwd: string;
    /** Receives pulumi's output, appended. */
    readonly logFile: string;
    /** Called with every line of output. */
    readonly onLine?: ((line: string) => void) | undefined;
    /** Called with the process id. */
    readonly onStart?: ((pid: number) => void) | undefined;
}

/** Runs pulumi without prompts; does not throw if it fails. */
export function runStreamed(args: readonly string[], options: RunOptions): Promise<PulumiRun> {
    return withPulumi(async (env) => {
        const child = execa("pulumi", [...args, "--non-interactive", "--color=never"], {
            ...{ cwd: options.cwd, env, all: true, buffer: false, reject: false, stdin: "ignore" },
        });
        if (child.pid !== undefined) {
            options.onStart?.(child.pid);
        }
        const lines: TimedLine[] = [];
        const log = (line: string) => {
            appendFileSync(options.logFile, `${line}\n`);
        };
        mkdirSync(dirname(options.logFile), { recursive: true });
        log(`$ pulumi ${args.join(" ")}`);
        for await (const text of createInterface({ input: child.all })) {
            lines.push({ text, at: Date.now() });
            log(text);
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
