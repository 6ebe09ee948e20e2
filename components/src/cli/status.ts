import { Command } from "commander";
import { clusterOf } from "../gate/cluster/cluster";
import { systemClock } from "../gate/model/clock";
import type { KubernetesApi } from "../kubernetes";
import { exitCodeHelp, exitCodes } from "./exitCodes";
import { type ClusterOptions, connectTo, type RolloutName, withRolloutArgument } from "./options";
import { type Print, printJson, toStdout } from "./output";
import { panelOf } from "./rollout/panel";
import { readRollout } from "./rollout/readRollout";
import { verdictsIfPermitted } from "./rollout/keptVerdicts";
import { verdictAbout, viewOf } from "./rollout/rolloutView";
import { describeStanding } from "./rollout/sentence";
import { endingOf } from "./rollout/standing";

interface Options extends ClusterOptions {
    readonly json?: true;
}

/** Creates the command `status`: a Rollout at this moment. */
export function statusCommand(): Command {
    const command = new Command("status")
        .summary("show a Rollout at this moment")
        .description(
            "Shows a Rollout as the gate observes it: steps, weights, pods, measurements, what\n" +
                "keeps pods from serving, and the kept verdict about this revision.",
        );
    return withRolloutArgument(command)
        .option("--json", "print it as JSON")
        .addHelpText(
            "after",
            `\n${exitCodeHelp({
                healthy: "Healthy",
                failed: "Degraded: aborted, an invalid spec, or no progress",
                unproven: "in progress, inconclusive, or Healthy with a verdict that did not prove it",
            })}`,
        )
        .action(async (rollout: RolloutName, options: Options) => {
            const api = await connectTo(options);
            process.exitCode = await status(api, rollout, options.json === true, toStdout);
        });
}

/** Prints a Rollout; returns the exit code. */
export async function status(api: KubernetesApi, rollout: RolloutName, json: boolean, print: Print): Promise<number> {
    const { namespace, name } = rollout;
    const clock = systemClock();
    const { observation: o, history } = await readRollout(clusterOf(api, namespace, name), rollout, clock);
    const verdict = verdictAbout(o, await verdictsIfPermitted(api, { namespace, rolloutName: name }));
    const view = viewOf(o, history, clock.now(), verdict);
    if (json) {
        printJson(print, view);
    } else {
        [...panelOf(view), describeStanding(o, history)].forEach(print);
    }
    return exitCodes[endingOf(o, verdict)];
}
