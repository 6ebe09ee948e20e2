import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { Command } from "commander";
import { checkout } from "../../../scripts/local/home";
import { runMain, UserError } from "../../../scripts/local/userError";
import { wholeNumber } from "../wholeNumber";
import { verdictsTables } from "../../docs/verdicts";
import { runLive } from "./live";
import { readResults, resultsFile, type Provenance, type Results } from "./results";
import { simulateAll } from "./simulations";

const program = new Command("npm run bench:verdicts --")
    .description(
        "Measures how often the verdict about a new version is right: by simulation, side by side with other rules, and with\n" +
            "--live by updates of the local cluster. Prints the tables of docs/benchmarks/verdicts.md.",
    )
    .option("--pairs <number>", "simulated pairs of equal versions for each kind of traffic", wholeNumber, 10_000)
    .option("--live", "run updates on the local cluster instead; it must be up, from scripts/cluster up")
    .option("--jobs <number>", "how many updates run side by side with --live", wholeNumber, 3)
    .option("--repeat <number>", "how often every update runs with --live", wholeNumber, 3)
    .option("--write", `write the results to ${resultsFile}; then run npm run docs`)
    .showHelpAfterError()
    .parse();

runMain(async () => {
    const { pairs, live, jobs, repeat, write } = program.opts<{
        pairs: number;
        live?: true;
        jobs: number;
        repeat: number;
        write?: true;
    }>();
    const report = (line: string) => {
        console.log(line);
    };
    const flags = live ? `--live --jobs ${jobs} --repeat ${repeat}` : `--pairs ${pairs}`;
    const provenance: Provenance = {
        date: new Date().toISOString().slice(0, 10),
        command: `npm run bench:verdicts -- ${flags}`,
        machine: `${cpus().length} cores, Node.js ${process.versions.node}`,
    };
    const file = join(checkout, resultsFile);
    const before = existsSync(file) ? readResults() : undefined;
    if (live && before === undefined) {
        throw new UserError(`run the simulation first: npm run bench:verdicts -- --write`);
    }
    const results = {
        ...before,
        ...(live
            ? { live: { ...provenance, ...(await runLive(jobs, repeat, report)) } }
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
