import { Command } from "commander";
import { withLock } from "../../scripts/local/lock";
import { runMain, UserError } from "../../scripts/local/userError";
import { environment } from "../e2e/support/environment";
import { deedsOf, type Take } from "../support/recording/recording";
import { readRecording, recordedScenarios, writeRecording } from "../support/recording/recordingFile";
import { replay, type Replayed } from "../support/recording/replay";
import { play, type Platform } from "./play";
import { scenarios } from "./scenarios";

const names = Object.keys(scenarios);
const program = new Command("npm run fixtures --")
    .description(
        "Records, on the local cluster, what the real Argo Rollouts controller does in a scenario and what the gate\n" +
            "decides. The recordings are in tests/fixtures/streams; the unit tests replay them.",
    )
    .argument("[scenario...]", "the scenarios to record, or all")
    .option("--list", "list the scenarios")
    .option("--redecide", "record nothing; replay the recordings and update their decisions")
    .showHelpAfterError()
    .parse();

runMain(async () => {
    const { list, redecide } = program.opts<{ list?: true; redecide?: true }>();
    if (list === true) {
        for (const [name, { describes }] of Object.entries(scenarios)) {
            console.log(`${name.padEnd(16)} ${describes}`);
        }
        return;
    }
    const unknown = program.args.filter((name) => name !== "all" && !names.includes(name));
    if (unknown.length > 0 || program.args.length === 0) {
        const problem = unknown.length > 0 ? `unknown scenario ${unknown.join(", ")}` : "name a scenario, or all";
        throw new UserError(`${problem}; there are: ${names.join(", ")}`);
    }
    const chosen = program.args.includes("all") ? names : names.filter((name) => program.args.includes(name));
    const bad = redecide === true ? await redecideAll(chosen) : await recordAll(chosen);
    if (bad.length > 0) {
        throw new UserError(`unexpected results: ${bad.join(", ")}`);
    }
});

/** Records scenarios; returns the failed ones. A failure does not stop the others. */
async function recordAll(chosen: readonly string[]): Promise<string[]> {
    // The lock of the demo and the end-to-end tests.
    return withLock("run", console.log, async () => {
        const { target, ingressUrl } = await environment();
        const bad: string[] = [];
        for (const [index, name] of chosen.entries()) {
            const begun = Date.now();
            const report = (line: string) => {
                console.log(`  ${line}`);
            };
            console.log(`\n== ${name} (${index + 1} of ${chosen.length}): ${scenarios[name]?.describes ?? ""}`);
            const problems = await recordOne(name, { target, ingressUrl }, report).catch((error: unknown) => [
                error instanceof Error ? error.message : String(error),
            ]);
            problems.forEach(report);
            report(`took ${Math.round((Date.now() - begun) / 1000)} s`);
            if (problems.length > 0) {
                bad.push(name);
            }
        }
        return bad;
    });
}

/** Records one scenario; returns its problems. Writes the recording in any case, for inspection. */
async function recordOne(name: string, platform: Platform, report: (line: string) => void): Promise<string[]> {
    const scenario = scenarios[name];
    if (scenario === undefined) {
        throw new Error(`there is no scenario ${name}`);
    }
    const before = recordedScenarios().includes(name) ? readRecording(name) : undefined;
    const recording = await play(name, scenario, platform, report);
    const bytes = writeRecording(recording);
    report(`${recording.outcome}; ${recording.events.length} events, ${Math.ceil(bytes / 1000)} kB`);
    const problems = differences(recording, await replay(readRecording(name))).map((text) => `its replay: ${text}`);
    if (before !== undefined && deedsOf(before).join() !== deedsOf(recording).join()) {
        problems.push(`it was: ${deedsOf(before).join(" | ")}`, `it is:  ${deedsOf(recording).join(" | ")}`);
    }
    return problems;
}

/** Updates recorded decisions; returns the scenarios that must be recorded again, because today's gate deviates. */
async function redecideAll(chosen: readonly string[]): Promise<string[]> {
    const bad: string[] = [];
    for (const name of chosen) {
        const recording = readRecording(name);
        const again = await replay(recording);
        const changes = differences(recording, again);
        if (again.strayed.length > 0) {
            bad.push(name);
        } else if (changes.length > 0) {
            const { decisions, outcome, sentence } = again;
            writeRecording({ ...recording, decisions, outcome, sentence });
        }
        console.log([name, ...(changes.length === 0 ? ["the same"] : changes)].join("\n  "));
    }
    return bad;
}

/** Differences between today's gate and the recorded one, in words. */
function differences(take: Take, again: Replayed): string[] {
    const [was, is] = [take, again].map(({ decisions }) => decisions.map(({ decision }) => decision)) as [
        string[],
        string[],
    ];
    const at = Array.from({ length: Math.max(was.length, is.length) }).findIndex(
        (_, index) => was[index] !== is[index],
    );
    return [
        ...again.strayed,
        ...(at === -1 ? [] : [`decision ${at}: ${was[at] ?? "none"} -> ${is[at] ?? "none"}`]),
        ...(take.outcome === again.outcome ? [] : [`outcome: ${take.outcome} -> ${again.outcome}`]),
        ...(take.sentence === again.sentence ? [] : [`sentence: ${take.sentence} -> ${again.sentence}`]),
    ];
}
