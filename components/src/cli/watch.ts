import { Command } from "commander";
import { clusterOf } from "../gate/cluster/cluster";
import { systemClock } from "../gate/model/clock";
import type { KubernetesApi } from "../kubernetes";
import { type Ending, exitCodeHelp, exitCodes } from "./exitCodes";
import {
    type ClusterOptions,
    connectTo,
    type RolloutName,
    secondsOf,
    withHeaders,
    withAnalysedRequests,
    withRolloutArgument,
} from "./options";
import { type Print, printJson, toStdout } from "./output";
import { type Display, jsonDisplay, linesDisplay, terminalDisplay } from "./rollout/display";
import { follow, type Followed } from "./rollout/follow";
import { findRequests, type RequestsOptions } from "./rollout/requests";
import { viewOf } from "./rollout/rolloutView";
import { describeStanding } from "./rollout/sentence";
import { standingOf } from "./rollout/standing";

/** The options of `watch`. */
export interface WatchOptions extends RequestsOptions {
    /** In seconds. @default no limit */
    readonly timeout?: number;
    readonly json?: true;
}

/** Creates the command `watch`: a Rollout until its end. */
export function watchCommand(): Command {
    const command = new Command("watch")
        .summary("follow a Rollout until its end")
        .description(
            "Follows a Rollout until it is Healthy or Degraded. In a terminal it draws the\n" +
                "steps, weights, pods, requests and measurements; piped it prints the lines of\n" +
                "the gate. Changes nothing.",
        );
    return withHeaders(withAnalysedRequests(withRolloutArgument(command)))
        .option("--timeout <duration>", "how long to follow it (default: until its end)", secondsOf)
        .option("--json", "print events as JSON, one a line")
        .addHelpText(
            "after",
            `\n${exitCodeHelp({
                healthy: "Healthy",
                failed: "Degraded, or the Rollout was removed",
                timedOut: "not at its end in time",
                unproven: "held by an inconclusive analysis at the timeout",
            })}`,
        )
        .action(async (rollout: RolloutName, options: ClusterOptions & WatchOptions) => {
            const { stdout } = process;
            const display = options.json
                ? jsonDisplay(toStdout)
                : stdout.isTTY
                  ? terminalDisplay(stdout, Date.now())
                  : linesDisplay(toStdout, Date.now());
            process.exitCode = await watch(await connectTo(options), rollout, options, display, toStdout);
        });
}

/** Follows a Rollout, and prints its end; returns the exit code. */
export async function watch(
    api: KubernetesApi,
    rollout: RolloutName,
    { timeout = Infinity, json, ...options }: WatchOptions,
    display: Display,
    print: Print,
): Promise<number> {
    const clock = systemClock();
    const cluster = clusterOf(api, rollout.namespace, rollout.name);
    const { requests, notes } = await findRequests(api, rollout, options);
    for (const note of notes) {
        display.note(note, clock.now());
    }
    const followed = await follow({ rollout, requests, timeoutMs: timeout * 1000 }, cluster, display, clock);
    const ending = endingOfFollowed(followed);
    const sentence = describeEnd(followed, rollout);
    const { observation: o, history } = followed.state;
    if (json) {
        const view = o && viewOf(o, history, clock.now());
        printJson(print, { event: "end", ending, exitCode: exitCodes[ending], sentence, ...view });
    } else {
        print(sentence);
    }
    return exitCodes[ending];
}

function endingOfFollowed({ why, state: { observation: o } }: Followed): Ending {
    if (o === undefined || why === "removed") {
        return why === "timedOut" ? "timedOut" : "failed";
    }
    const standing = standingOf(o);
    if (standing === "healthy" || standing === "failed") {
        return standing;
    }
    return standing === "inconclusive" ? "unproven" : "timedOut";
}

function describeEnd({ why, state: { observation: o, history } }: Followed, { namespace, name }: RolloutName): string {
    if (o === undefined) {
        return `rollout ${namespace}/${name} ${why === "removed" ? "was removed" : "was not seen in time"}`;
    }
    return `${describeStanding(o, history)}${why === "timedOut" ? "; it did not end in time" : ""}`;
}
