import { resolve } from "node:path";
import { Command } from "commander";
import { connect } from "../kubernetes";
import { liveInputs } from "../preflight/liveInputs";
import { describePreflight, subjectOf } from "../preflight/report";
import { runPreflight } from "../preflight/run";
import { type RolloutName, withRollout } from "./options";

interface Options {
    readonly rollout: RolloutName;
    readonly kubeconfig: string;
    readonly context: string;
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
                "ServiceMonitor, the controller, the traffic and the images. Changes nothing.\n\n" +
                "Exit code 0: no problem; 1: at least one; 2: not checked.",
        );
    return withRollout(command)
        .option("--json", "print the findings as JSON")
        .action(async (options: Options) => {
            process.exitCode = await check(options, (line) => {
                console.log(line);
            });
        });
}

/** Checks, and prints the findings; returns the exit code. */
async function check(options: Options, print: (line: string) => void): Promise<0 | 1> {
    const { rollout, requestsMetric, prometheusAddress, prometheusUrl } = options;
    const target = { kubeconfig: resolve(options.kubeconfig), kubeContext: options.context };
    const inputs = await liveInputs(await connect(target), {
        ...target,
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
        print(JSON.stringify({ rollout: subjectOf(inputs), found }));
    } else {
        for (const { severity, finding } of found) {
            print(`${severity}: ${describePreflight(finding)}`);
        }
        print(`rollout ${subjectOf(inputs)}: ${problems.length === 0 ? "no problem" : `problems: ${problems.length}`}`);
    }
    return problems.length > 0 ? 1 : 0;
}
