import { availableParallelism } from "node:os";
import { Command } from "commander";
import { appImage } from "../images";
import { type Counts, failure, sum } from "../testing/counts";
import { endToEnd, notRun } from "../testing/endToEnd";
import { closing, runTasks } from "../testing/pool";
import { suites } from "../testing/suites";
import { adoptOwnTools, ownToolsHelp } from "../toolchain/ownTools";
import { runMain, UserError } from "../userError";

const e2e = {
    name: "e2e",
    describes: "the whole program on the local cluster, specs side by side; with --ci 65, with --all 105",
    minutes: 21,
};
const all = [...suites, e2e];

const report = (line: string) => {
    console.log(line);
};

const program = new Command("scripts/test")
    .description("Runs the tests, all by default. The last line of the output: N passed, N failed.")
    .argument("[suite...]", `which to run: ${all.map(({ name }) => name).join(", ")}`)
    .option("--jobs <number>", "how many end-to-end specs run side by side", "3")
    .option("--context <name>", "run e2e on this context of KUBECONFIG instead of the local cluster")
    .option("--image <repository>", "where that cluster finds the tags v1, v2 and v3 of the app", appImage)
    .option("--ci", "run all end-to-end specs that continuous integration runs, with rarer situations")
    .option("--all", "run all end-to-end specs, also those of further routers and others that few changes concern")
    .option("--own-tools", ownToolsHelp)
    .addHelpText("after", `\nSuites, and their minutes on two cores with everything built:\n${listed()}`)
    .showHelpAfterError();

function listed(): string {
    const width = Math.max(...all.map(({ name }) => name.length));
    return all
        .map(({ name, describes, minutes }) => `  ${name.padEnd(width)} ${String(minutes).padStart(4)}  ${describes}`)
        .join("\n");
}

runMain(async () => {
    program.parse();
    const unknown = program.args.filter((name) => !all.some((suite) => suite.name === name));
    if (unknown.length > 0) {
        throw new UserError(
            `unknown suite ${unknown.join(", ")}; there are: ${all.map(({ name }) => name).join(", ")}`,
        );
    }
    const {
        jobs,
        context,
        image,
        ownTools,
        ci = false,
        all: everySpec = false,
    } = program.opts<{
        jobs: string;
        context?: string;
        image: string;
        ownTools?: true;
        ci?: true;
        all?: true;
    }>();
    if (!/^[1-9]\d*$/.test(jobs)) {
        throw new UserError(`--jobs must be a whole number from 1, got ${jobs}`);
    }
    if (context !== undefined) {
        report(`e2e runs on the context ${context} of ${process.env["KUBECONFIG"] ?? "~/.kube/config"}`);
    }
    const chosen = ({ name }: { readonly name: string }) => program.args.length === 0 || program.args.includes(name);
    const here = suites.filter(chosen);
    const later = here.filter(({ untimed }) => untimed === true && chosen(e2e));
    const first = here.filter((suite) => !later.includes(suite));
    const counts: Counts[] = [await runTasks(first, Math.min(first.length, availableParallelism()), report)];
    const options = { context, image, tier: everySpec ? "all" : ci ? "ci" : "core" } as const;
    if (chosen(e2e)) {
        const trouble = (error: unknown) => failure("e2e", [error instanceof Error ? error.message : String(error)]);
        const adopted = ownTools === true ? adoptOwnTools(report) : Promise.resolve();
        let onIdle = (): void => undefined;
        const idle = new Promise<void>((resolve) => {
            onIdle = resolve;
        });
        const specs = adopted
            .then(() => endToEnd(options, Number(jobs), report, onIdle))
            .catch(trouble)
            .finally(onIdle);
        counts.push(...(await Promise.all([specs, idle.then(() => runTasks(later, 1, report, false))])));
    }
    const { passed, failed, failures } = sum(counts);
    for (const { name, lines } of failures) {
        report(`\n== failed: ${name}\n${lines.join("\n")}`);
    }
    if (chosen(e2e)) {
        notRun(options).forEach(report);
    }
    report(`\n${closing(passed, failed)}`);
    process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
});
