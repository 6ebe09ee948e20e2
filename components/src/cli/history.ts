import { homedir } from "node:os";
import { join } from "node:path";
import { Command, Option } from "commander";
import { readVerdicts, type KeptVerdict } from "../gate/cluster/verdictHistory";
import { connect } from "../kubernetes";
import { rolloutOf } from "./options";

interface Options {
    readonly kubeconfig: string;
    readonly context: string;
    readonly json?: true;
}

/** Creates the command `history`: the verdicts about a Rollout, which each update keeps next to it. */
export function historyCommand(): Command {
    return new Command("history")
        .summary("list the verdicts about a Rollout")
        .description("Lists the verdicts about a Rollout that its updates have kept next to it, the oldest first.")
        .argument("<namespace/name>", "the Rollout", rolloutOf)
        .requiredOption("--context <name>", "the context of the kubeconfig")
        .addOption(
            new Option("--kubeconfig <file>", "the kubeconfig").default(
                join(homedir(), ".kube", "config"),
                "~/.kube/config",
            ),
        )
        .option("--json", "print the verdicts as JSON")
        .action(async ({ namespace, name }: ReturnType<typeof rolloutOf>, options: Options) => {
            const api = await connect({ kubeconfig: options.kubeconfig, kubeContext: options.context });
            const verdicts = await readVerdicts(api, { namespace, rolloutName: name });
            console.log(options.json ? JSON.stringify(verdicts) : linesOf(verdicts, `${namespace}/${name}`).join("\n"));
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
