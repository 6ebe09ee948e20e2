import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Command } from "commander";
import { reportsVariable } from "../gate/report/writeReportOf";
import { messageOf } from "../kubernetes";
import { expandHome } from "../kubernetes/kubeconfig";
import { markdownOf } from "../report/documents/markdown";
import type { UpdateReport } from "../report/report";
import { CommandError, exitCodeHelp, exitCodes } from "./exitCodes";
import { type RolloutName, rolloutOf } from "./options";
import { type Print, toStdout } from "./output";
import { endingOfOutcome } from "./rollout/standing";

interface Options {
    readonly folder?: string;
    readonly json?: true;
}

/** Creates the command `report`: the last report about a Rollout in a folder. */
export function reportCommand(): Command {
    return new Command("report")
        .summary("print the last report about a Rollout")
        .description("Prints the last report that an update of a Rollout wrote into a folder. Needs no cluster.")
        .argument("<namespace/name>", "the Rollout", rolloutOf)
        .option("--folder <path>", `the folder of the reports (default: $${reportsVariable})`)
        .option("--json", "print report.json instead of Markdown")
        .addHelpText(
            "after",
            `\n${exitCodeHelp({
                healthy: "the update succeeded",
                failed: "it failed",
                timedOut: "it timed out",
                unproven: "it was inconclusive or unproven",
                unreachable: undefined,
            })}`,
        )
        .action(async (rollout: RolloutName, { folder = process.env[reportsVariable] ?? "", json }: Options) => {
            if (folder === "") {
                throw new CommandError("usage", `--folder or the variable ${reportsVariable} must name a folder`);
            }
            process.exitCode = await report(expandHome(folder), rollout, json ? "json" : "markdown", toStdout);
        });
}

/** Prints the last report about a Rollout, and its path; returns the exit code. */
export async function report(
    folder: string,
    { namespace, name }: RolloutName,
    format: "json" | "markdown",
    print: Print,
): Promise<number> {
    const place = join(folder, namespace, name);
    // Named by the start of their update, which sorts by time.
    const found = (await namesIn(place)).filter((one) => !one.endsWith(".unfinished")).sort();
    const last = found.at(-1);
    if (last === undefined) {
        throw new CommandError("usage", `${place} has no report`);
    }
    const content = JSON.parse(await readFile(join(place, last, "report.json"), "utf8")) as UpdateReport;
    print(format === "json" ? JSON.stringify(content) : `${markdownOf(content)}\n${join(place, last, "report.html")}`);
    return exitCodes[endingOfOutcome(content)];
}

async function namesIn(folder: string): Promise<string[]> {
    try {
        return await readdir(folder);
    } catch (error) {
        throw new CommandError("usage", `the reports cannot be read: ${messageOf(error)}`);
    }
}
