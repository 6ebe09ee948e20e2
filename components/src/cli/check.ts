import { Command } from "commander";
import { liveInputs } from "../preflight/liveInputs";
import { describePreflight, subjectOf } from "../preflight/report";
import { runPreflight } from "../preflight/run";
import { exitCodeHelp, exitCodes } from "./exitCodes";
import { type ClusterOptions, connectTo, type RolloutName, targetOf, withRollout } from "./options";
import { type Print, printJson, toStdout } from "./output";

interface Options extends ClusterOptions {
    readonly rollout: RolloutName;
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
    readonly job?: string;
    readonly requestsMetric: string;
    readonly json?: true;
}

/** Creates the command `check`: the preflight of a Rollout's next version. */
export function checkCommand(): Command {
    const command = new Command("check")
        .summary("check what the next version of a Rollout needs, without a change")
        .description(
            "Checks, as an update does before it touches the Rollout: the permissions of the\n" +
                "gate, Prometheus, the hosts of the Ingresses, the selection of the\n" +
                "ServiceMonitor, the controller, the traffic and the images. Changes nothing.",
        );
    return withRollout(command)
        .option("--json", "print the findings as JSON")
        .addHelpText("after", `\n${exitCodeHelp({ healthy: "no problem", failed: "at least one problem" })}`)
        .action(async (options: Options) => {
            process.exitCode = await check(options, toStdout);
        });
}

/** Checks, and prints the findings; returns the exit code. */
async function check(options: Options, print: Print): Promise<number> {
    const { rollout, requestsMetric, prometheusAddress, prometheusUrl } = options;
    const inputs = await liveInputs(await connectTo(options), {
        ...targetOf(options),
        namespace: rollout.namespace,
        rolloutName: rollout.name,
        job: options.job ?? rollout.name,
        ...{ requestsMetric, prometheusAddress, prometheusUrl },
    });
    const { found } = await runPreflight(inputs, (text) => {
        console.error(text);
    });
    const problems = found.filter(({ severity }) => severity === "problem");
    if (options.json) {
        printJson(print, { rollout, found });
    } else {
        for (const { severity, finding } of found) {
            print(`${severity}: ${describePreflight(finding)}`);
        }
        print(`rollout ${subjectOf(inputs)}: ${problems.length === 0 ? "no problem" : `problems: ${problems.length}`}`);
    }
    return problems.length > 0 ? exitCodes.failed : exitCodes.healthy;
}
