import { execa } from "execa";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { specFile, type TestName } from "./mutation";

/** A test as mocha reports it. */
export interface RanTest {
    readonly fullTitle: string;
    /** Absolute. */
    readonly file: string;
    /** Empty where it passed. */
    readonly err: { readonly message?: string; readonly stack?: string };
}

/** What became of some tests. */
export interface TestRun {
    /** Those that ran, and hooks that failed. */
    readonly tests: readonly RanTest[];
    /** What mocha said where it could not run at all, as when a file cannot be loaded; empty otherwise. */
    readonly trouble: string;
}

/** Whatever hangs longer is ended; mocha's own timeouts come first. */
const limitMs = 120_000;

/** Runs these tests, and no other, in a process of their own; `listOnly` passes all without running any. */
export async function runTests(
    folder: string,
    names: readonly TestName[],
    signal: AbortSignal,
    listOnly = false,
): Promise<TestRun> {
    const reports = await mkdtemp(join(tmpdir(), "canary-test-run-"));
    const output = join(reports, "report.json");
    const titles = [...new Set(names.map(({ title }) => title))];
    const child = await execa(
        "mocha",
        [
            ...[...new Set(names.map(specFile))].flatMap((spec) => ["--spec", spec]),
            ...(listOnly ? ["--dry-run"] : ["--grep", titles.map(escaped).join("|")]),
            ...["--exit", "--reporter", "json", "--reporter-option", `output=${output}`],
        ],
        {
            ...{ cwd: folder, preferLocal: true, localDir: folder, stdin: "ignore", all: true, reject: false },
            ...{ cancelSignal: signal, timeout: limitMs, killSignal: "SIGKILL" as const },
        },
    );
    const report = await readFile(output, "utf8").catch(() => undefined);
    await rm(reports, { recursive: true });
    signal.throwIfAborted();
    if (report === undefined) {
        const said = stripVTControlCharacters(child.all).trim().split("\n");
        const error = said.find((line) => /\w*Error: /.test(line)) ?? said.at(-1) ?? "";
        return { tests: [], trouble: child.timedOut ? "it hangs" : error.trim() || "mocha said nothing" };
    }
    const { tests, failures } = JSON.parse(report) as Record<"tests" | "failures", RanTest[]>;
    const hooks = failures.filter((failure) => !tests.some(({ fullTitle }) => fullTitle === failure.fullTitle));
    return { tests: [...tests, ...hooks], trouble: "" };
}

/** Those of a run that a name means. */
export function testsNamed({ tests }: TestRun, name: TestName): RanTest[] {
    return tests.filter(({ file, fullTitle }) => file.endsWith(`/${specFile(name)}`) && fullTitle.includes(name.title));
}

/** Whether a test failed by what it is about, and not because the code does not work at all. */
export function isRefusal({ err: { message, stack = "" } }: RanTest): boolean {
    return (
        message !== undefined &&
        !/^(Type|Reference|Syntax|Range)Error\b/.test(stack) &&
        !stack.includes("Cannot find module")
    );
}

function escaped(text: string): string {
    return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
