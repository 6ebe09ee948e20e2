import assert from "node:assert/strict";
import type { Counts } from "../../../../../scripts/local/testing/counts";
import { runTasks, type Task } from "../../../../../scripts/local/testing/pool";

const good: Counts = { passed: 2, failed: 0, failures: [] };

/** Tasks that end on request, and their reports. */
class Tasks {
    readonly reported: string[] = [];
    readonly running = new Set<string>();
    private readonly ends = new Map<string, (counts: Counts | Error) => void>();

    of(...names: string[]): Task[] {
        return names.map((name) => ({
            name,
            run: (report) => {
                this.running.add(name);
                report(`line of ${name}`);
                return new Promise((resolve, reject) => {
                    this.ends.set(name, (end) => {
                        this.running.delete(name);
                        (end instanceof Error ? reject : resolve)(end as Counts & Error);
                    });
                });
            },
        }));
    }

    /** Ends one, and lets the next begin. */
    async end(name: string, end: Counts | Error = good): Promise<void> {
        this.ends.get(name)?.(end);
        await new Promise(setImmediate);
    }

    run(tasks: readonly Task[], jobs: number, live?: boolean): Promise<Counts> {
        const report = (line: string) => this.reported.push(line.replaceAll(/\[[\d:]+\] | in \d+ s/g, ""));
        return runTasks(tasks, jobs, report, live);
    }
}

describe("tasks of scripts/test", () => {
    it("run as many at a time as there are jobs, in order", async () => {
        const tasks = new Tasks();
        const all = tasks.run(tasks.of("a", "b", "c", "d"), 2);
        assert.deepEqual([...tasks.running], ["a", "b"]);
        await tasks.end("b");
        assert.deepEqual([...tasks.running], ["a", "c"]);
        await tasks.end("c");
        await tasks.end("a");
        assert.deepEqual([...tasks.running], ["d"]);
        await tasks.end("d");
        assert.deepEqual(await all, { passed: 8, failed: 0, failures: [] });
    });

    it("are reported when they begin, and whole when they end", async () => {
        const tasks = new Tasks();
        const all = tasks.run(tasks.of("a", "b"), 2);
        assert.deepEqual(tasks.reported, ["a ...", "b ..."]);
        await tasks.end("b");
        await tasks.end("a");
        await all;
        assert.deepEqual(tasks.reported.slice(2), [
            "line of b\nb: 2 passed, 0 failed",
            "line of a\na: 2 passed, 0 failed",
        ]);
    });

    it("are reported whole if they run one by one next to others", async () => {
        const tasks = new Tasks();
        const all = tasks.run(tasks.of("a"), 1, false);
        assert.deepEqual(tasks.reported, ["a ..."]);
        await tasks.end("a");
        await all;
        assert.deepEqual(tasks.reported.slice(1), ["line of a\na: 2 passed, 0 failed"]);
    });

    it("are reported line by line if they run one by one", async () => {
        const tasks = new Tasks();
        const all = tasks.run(tasks.of("a"), 1);
        assert.deepEqual(tasks.reported, ["\na ...", "line of a"]);
        await tasks.end("a");
        await all;
    });

    it("count as one failed test where they end in an error, and keep no other from running", async () => {
        const tasks = new Tasks();
        const all = tasks.run(tasks.of("a", "b"), 1);
        await tasks.end("a", new Error("no cluster"));
        await tasks.end("b");
        assert.deepEqual(await all, { passed: 2, failed: 1, failures: [{ name: "a", lines: ["no cluster"] }] });
    });
});
