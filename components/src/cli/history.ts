import { Command } from "commander";
import { readVerdicts, type KeptVerdict } from "../gate/cluster/verdictHistory";
import { exitCodeHelp } from "./exitCodes";
import { type ClusterOptions, connectTo, type RolloutName, withRolloutArgument } from "./options";
import { printJson, toStdout } from "./output";

interface Options extends ClusterOptions {
    readonly json?: true;
}

/** Creates the command `history`: the verdicts about a Rollout, which each update keeps next to it. */
export function historyCommand(): Command {
    const command = new Command("history")
        .summary("list the verdicts about a Rollout")
        .description("Lists the verdicts about a Rollout that its updates have kept next to it, the oldest first.");
    return withRolloutArgument(command)
        .option("--json", "print the verdicts as JSON")
        .addHelpText("after", `\n${exitCodeHelp({ healthy: "listed" })}`)
        .action(async (rollout: RolloutName, options: Options) => {
            const { namespace, name } = rollout;
            const verdicts = await readVerdicts(await connectTo(options), { namespace, rolloutName: name });
            if (options.json) {
                printJson(toStdout, { rollout, verdicts });
            } else {
                linesOf(verdicts, `${namespace}/${name}`).forEach(toStdout);
            }
        });
}

/** Returns the lines about verdicts. */
export function linesOf(verdicts: readonly KeptVerdict[], rollout: string): string[] {
    return verdicts.length === 0
        ? [`no verdict about ${rollout} was kept`]
        : verdicts.map(({ at, outcome, revision, image, podHash, success, sentence, measurements }) => {
              const numbers = Object.entries(measurements).map(([metric, value]) => `${metric} ${value}`);
              const what = success ? numbers.join(", ") : sentence;
              const version = `revision ${revision} (${image}, ${podHash})`;
              return `${at.slice(0, 19)}Z  ${outcome.padEnd(14)}  ${version}${what === "" ? "" : `: ${what}`}`;
          });
}
