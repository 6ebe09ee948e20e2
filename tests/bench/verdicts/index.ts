import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";
import { checkout, folders } from "../../../scripts/local/home";
import { runMain, UserError } from "../../../scripts/local/userError";
import { wholeNumber } from "../wholeNumber";
import { verdictsTables } from "../../docs/verdicts";
import { type BenchRouter, benchRouters, runLive, type LiveResult, type LiveUpdate, type LostUpdate } from "./live";
import { planOf, remaining } from "./plan";
import { openProgress } from "./progress";
import { readResults, resultsFile, type Provenance, type Results } from "./results";
import { simulateAll } from "./simulations";

const progressFile = (router?: BenchRouter) =>
    join(folders.logs, `verdicts-live${router === undefined ? "" : `-${router}`}.jsonl`);

const program = new Command("npm run bench:verdicts --")
    .description(
        "Measures how often the verdict about a new version is right: by simulation, side by side with other rules, and with\n" +
            "--live by updates of the local cluster. Prints the tables of docs/benchmarks/verdicts.md.",
    )
    .option("--pairs <number>", "simulated pairs of equal versions for each kind of traffic", wholeNumber, 10_000)
    .option("--live", "run updates on the local cluster instead; it must be up, from scripts/cluster up")
    .option("--jobs <number>", "how many updates run side by side with --live", wholeNumber, 3)
    .option("--repeat <number>", "rounds of 4 good and 9 bad updates with the judge, with --live", wholeNumber, 5)
    .option("--alone <number>", "rounds by the article's analysis alone, from 0, with --live", numberFromZero, 5)
    .option("--minutes <number>", "begin no more updates after this time, with --live", numberFromZero, 24 * 60)
    .addOption(
        new Option(
            "--router <name>",
            "with --live, updates on another router than ingress-nginx, for a table next to it",
        ).choices(Object.keys(benchRouters)),
    )
    .option("--resume", "go on with a run of --live that ended early; --minutes 0 only counts what it has")
    .option("--write", `write the results to ${resultsFile}; then run npm run docs`)
    .addHelpText(
        "after",
        `\nEvery night: scripts/cluster up && npm run bench:verdicts -- --live --write && npm run docs
It takes about 3 h with three jobs on two cores. Every result is in ${progressFile()}, or verdicts-live-ROUTER.jsonl,
as soon as it is known. Needs CANARY_E2E_PREPARED=yes where the platform of the end-to-end tests is installed already.`,
    )
    .showHelpAfterError()
    .parse();

runMain(async () => {
    const options = program.opts<Options>();
    const { pairs, live, jobs, repeat, alone, router, write } = options;
    const report = (line: string) => {
        console.log(line);
    };
    const on = router === undefined ? "" : ` --router ${router}`;
    const flags = live ? `--live --jobs ${jobs} --repeat ${repeat} --alone ${alone}${on}` : `--pairs ${pairs}`;
    const provenance: Provenance = {
        date: new Date().toISOString().slice(0, 10),
        command: `npm run bench:verdicts -- ${flags}`,
        machine: `${cpus().length} cores, Node.js ${process.versions.node}`,
    };
    const file = join(checkout, resultsFile);
    if (live && options.minutes === 0 && options.resume === undefined) {
        throw new UserError("--minutes 0 runs nothing: add --resume to count what the last run has");
    }
    const before = existsSync(file) ? readResults() : undefined;
    if (live && before === undefined) {
        throw new UserError(`run the simulation first: npm run bench:verdicts -- --write`);
    }
    if (!live && router !== undefined) {
        throw new UserError("--router needs --live: the simulation has no router");
    }
    const results = {
        ...before,
        ...(live
            ? withUpdates(before, router, { ...provenance, ...(await updatesOf(options, report)) })
            : { simulation: { ...provenance, ...simulateAll(pairs, report) } }),
    } as Results;
    report(verdictsTables(results));
    if (write) {
        mkdirSync(dirname(file), { recursive: true });
        // One line for each update and point.
        const text = JSON.stringify(results).replaceAll(/,?\{"(?:kind|share|requestsPerSecond)":/g, "\n$&");
        writeFileSync(file, `${text}\n`);
        report(`written to ${resultsFile}; now: npm run docs`);
    }
});

interface Options {
    readonly pairs: number;
    readonly live?: true;
    readonly jobs: number;
    readonly repeat: number;
    readonly alone: number;
    readonly router?: BenchRouter;
    readonly minutes: number;
    readonly resume?: true;
    readonly write?: true;
}

/** Runs the updates that are left, and returns all results. */
async function updatesOf(
    { jobs, repeat, alone, router, minutes: limit, resume }: Options,
    report: (line: string) => void,
): Promise<LiveResult> {
    const progress = openProgress<LiveUpdate | LostUpdate>(progressFile(router), resume === true);
    const ended = () => progress.results.filter((result): result is LiveUpdate => !("lost" in result));
    const plan = planOf(repeat, alone);
    const until = Date.now() + limit * 60_000;
    if (limit > 0) {
        const add = (result: LiveUpdate | LostUpdate) => {
            progress.add(result);
            const verdict =
                "lost" in result
                    ? `no verdict: ${result.lost}`
                    : result.promoted
                      ? "promoted"
                      : `rejected: ${result.failure}`;
            report(
                `${ended().length}/${plan.length} ${result.kind}, ${result.judge ? "judge" : "article alone"}: ${verdict}`,
            );
        };
        await runLive(remaining(plan, ended()), jobs, until, add, router);
    }
    return { updates: ended(), lost: progress.results.filter((result) => "lost" in result) };
}

/** Returns the part of the results that is about a router; other routers than ingress-nginx without each look's answers. */
function withUpdates(
    before: Results | undefined,
    router: BenchRouter | undefined,
    result: Provenance & LiveResult,
): Partial<Results> {
    if (router === undefined) {
        return { live: result };
    }
    const updates = result.updates.map((update) => ({ ...update, looks: undefined }));
    return { routers: { ...before?.routers, [router]: { ...result, updates } } };
}

/** Parses a whole number from 0. */
function numberFromZero(text: string): number {
    if (!/^\d+$/.test(text)) {
        throw new InvalidArgumentError("It must be a whole number from 0.");
    }
    return Number(text);
}
