import type { Report } from "../cluster";
import { type Counts, failure, sum } from "./counts";

/** A part of the tests that runs as a whole. */
export interface Task {
    readonly name: string;
    readonly run: (report: Report) => Promise<Counts>;
}

/**
 * Runs the tasks in order, `jobs` at a time.
 *
 * @param live reports the output of a task line by line, and not only when it has ended
 */
export async function runTasks(
    tasks: readonly Task[],
    jobs: number,
    report: Report,
    live = jobs === 1,
): Promise<Counts> {
    const waiting = [...tasks];
    const counts: Counts[] = [];
    const worker = async () => {
        for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) {
            counts.push(await runTask(task, live, report));
        }
    };
    await Promise.all(Array.from({ length: jobs }, worker));
    return sum(counts);
}

async function runTask({ name, run }: Task, live: boolean, report: Report): Promise<Counts> {
    const begun = Date.now();
    report(`${live ? "\n" : ""}[${clock(begun)}] ${name} ...`);
    const lines: string[] = [];
    const counts = await run(live ? report : (line) => lines.push(line)).catch((error: unknown) =>
        failure(name, [error instanceof Error ? error.message : String(error)]),
    );
    const ended = Date.now();
    const { passed, failed } = counts;
    // In one call, because other tasks report, too.
    report(
        [...lines, `[${clock(ended)}] ${name}: ${closing(passed, failed)} in ${duration(ended - begun)}`].join("\n"),
    );
    return counts;
}

/** The last line of a run. */
export function closing(passed: number, failed: number): string {
    return `${passed} passed, ${failed} failed`;
}

function clock(at: number): string {
    return new Date(at).toTimeString().slice(0, 8);
}

function duration(milliseconds: number): string {
    const seconds = Math.round(milliseconds / 1000);
    return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
