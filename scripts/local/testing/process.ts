import { createInterface } from "node:readline";
import { stripVTControlCharacters } from "node:util";
import { execa } from "execa";
import { checkout } from "../home";
import type { Report } from "../cluster";
import { type Counts, failure } from "./counts";

/** Number of output lines of a failed process that are repeated at the end. */
const lastLines = 40;

/** Runs a checker; it counts as one test. */
export async function check(name: string, command: string, args: readonly string[], report: Report): Promise<Counts> {
    const { exitCode, lines } = await run(command, args, {}, report);
    return exitCode === 0 ? { passed: 1, failed: 0, failures: [] } : failure(name, lines.slice(-lastLines));
}

/**
 * Runs mocha and counts its tests; a pending test counts as failed, because no test may be skipped silently.
 *
 * @param args paths of specs, and options
 */
export async function mocha(
    name: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    report: Report,
): Promise<Counts> {
    const { exitCode, lines } = await run("mocha", args, env, report);
    return mochaCounts(name, exitCode, lines);
}

/** The counts in mocha's report, which ends with the counts and the failures. */
export function mochaCounts(name: string, exitCode: number, lines: readonly string[]): Counts {
    const seen = { passing: 0, pending: 0, failing: 0 };
    let end = lines.length;
    for (const [index, line] of lines.entries()) {
        const summary = /^\s*(\d+) (passing|pending|failing)/.exec(stripVTControlCharacters(line));
        if (summary !== null) {
            seen[summary[2] as keyof typeof seen] = Number(summary[1]);
            end = Math.min(end, index);
        }
    }
    const counted = seen.failing + seen.pending;
    // A run that ended without a report, or in a hook, has failed in any case.
    const failed = exitCode !== 0 && counted === 0 ? 1 : counted;
    const repeated = end === lines.length ? lines.slice(-lastLines) : lines.slice(end);
    return { passed: seen.passing, failed, failures: failed === 0 ? [] : [{ name, lines: repeated }] };
}

interface Ended {
    readonly exitCode: number;
    readonly lines: readonly string[];
}

async function run(
    command: string,
    args: readonly string[],
    env: Readonly<Record<string, string>>,
    report: Report,
): Promise<Ended> {
    const child = execa(command, args, {
        cwd: checkout,
        // Programs omit colours if their output is a pipe.
        env: { ...env, ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : {}) },
        ...{ all: true, stdin: "ignore", buffer: false, reject: false, preferLocal: true },
    });
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.all })) {
        lines.push(line);
        report(line);
    }
    const { exitCode } = await child;
    return { exitCode: exitCode ?? 1, lines };
}
