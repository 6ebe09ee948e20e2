import { Command } from "commander";
import { runMain, UserError } from "../../scripts/local/userError";
import type { Mutation } from "./mutation";
import { mutations } from "./mutations";
import { runTests, testsNamed } from "./testRun";
import { judge, type Verdict } from "./verdict";
import { WorkingCopy } from "./workingCopy";

const program = new Command("npm run mutate --")
    .description(
        "Breaks the gate in a copy of this checkout, one mistake at a time, and sees that the test that is there for it\n" +
            "fails. docs/testing.md has the list. Fails itself when a mutation survives.",
    )
    .argument("[mutation...]", "which to try; all by default")
    .option("--fast", "only those that scripts/test runs")
    .option("--list", "say which mutations there are")
    .showHelpAfterError()
    .parse();

runMain(async () => {
    const { list, fast } = program.opts<{ list?: true; fast?: true }>();
    const unknown = program.args.filter((name) => !mutations.some((mutation) => mutation.name === name));
    if (unknown.length > 0) {
        throw new UserError(`unknown mutation ${unknown.join(", ")}; npm run mutate -- --list names all`);
    }
    const chosen = mutations.filter(
        (mutation) =>
            (program.args.length === 0 || program.args.includes(mutation.name)) &&
            (fast !== true || mutation.fast === true),
    );
    if (list === true) {
        const width = Math.max(...chosen.map(({ name }) => name.length));
        for (const { name, file, kills } of chosen) {
            console.log(`${name.padEnd(width)}  ${file}: ${kills}`);
        }
        return;
    }
    const interrupted = new AbortController();
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
        // Not `once`: execa ends the process at once where it finds no other listener.
        process.on(signal, () => {
            interrupted.abort(new UserError("interrupted"));
        });
    }
    const copy = await WorkingCopy.make();
    try {
        await tryAll(chosen, copy, interrupted.signal);
    } finally {
        await copy.remove();
    }
});

async function tryAll(chosen: readonly Mutation[], copy: WorkingCopy, signal: AbortSignal): Promise<void> {
    const begun = Date.now();
    await assertGreen(chosen, copy, signal);
    console.log(`without a mutation, their tests pass (${seconds(begun)})`);
    const verdicts: Verdict[] = [];
    for (const [index, mutation] of chosen.entries()) {
        const started = Date.now();
        const verdict = await judge(mutation, copy, signal);
        verdicts.push(verdict);
        const count = `[${String(index + 1).padStart(String(chosen.length).length)}/${chosen.length}]`;
        console.log(`${count} ${mutation.name}: ${verdict.kind}${verdict.why} (${seconds(started)})`);
    }
    const count = (kind: Verdict["kind"]) => verdicts.filter((verdict) => verdict.kind === kind).length;
    console.log(
        `${count("killed")} killed, ${count("SURVIVED")} survived, ${count("broken")} broken (${seconds(begun)})`,
    );
    if (count("killed") < chosen.length) {
        process.exitCode = 1;
    }
}

/** A mutation proves nothing by a test that fails without it, or that is not there. */
async function assertGreen(chosen: readonly Mutation[], copy: WorkingCopy, signal: AbortSignal): Promise<void> {
    const run = await runTests(
        copy.folder,
        chosen.map(({ test }) => test),
        signal,
    );
    const bad = chosen.flatMap(({ name, test }) => {
        const named = testsNamed(run, test);
        const [ran] = named;
        return named.length === 1 && ran?.err.message === undefined
            ? []
            : [`${name}: "${test.title}" of ${test.spec} ${ran === undefined ? "did not run" : "does not pass"}`];
    });
    const why = run.tests.flatMap(({ fullTitle, err }) =>
        err.message === undefined ? [] : [`  ${fullTitle}: ${err.message}`],
    );
    if (run.trouble !== "" || bad.length > 0) {
        throw new UserError(
            ["without any mutation:", run.trouble, ...bad, ...why].filter((line) => line !== "").join("\n"),
        );
    }
}

function seconds(since: number): string {
    return `${((Date.now() - since) / 1000).toFixed(1)} s`;
}
