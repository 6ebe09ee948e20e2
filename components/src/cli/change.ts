import { Command, InvalidArgumentError } from "commander";
import type { KubernetesApi } from "../kubernetes";
import { exitCodeHelp } from "./exitCodes";
import { type ClusterOptions, connectTo, type RolloutName, withRolloutArgument } from "./options";
import { type Print, printJson, toStdout } from "./output";
import { applyPlan } from "./rollout/applyPlan";
import { abortion, type Plan, promotion, retrial, undoing } from "./rollout/change";
import type { ReadRollout } from "./rollout/readRollout";

interface Options extends ClusterOptions {
    readonly json?: true;
}

/** A command that changes a Rollout. */
interface ChangeCommand<T extends Options> {
    readonly name: string;
    readonly summary: string;
    readonly description: string;
    readonly plan: (read: ReadRollout, options: T) => Plan;
}

/** Creates the command `promote`. */
export function promoteCommand(): Command {
    return changeCommand<Options & { readonly full?: true }>({
        name: "promote",
        summary: "end the current pause or step of a Rollout",
        description:
            "Ends the current pause or step of a Rollout. A gate that watches it still requires\n" +
            "everything that it proves.",
        plan: (read, { full }) => promotion(read, full === true),
    }).option("--full", "skip all remaining steps, pauses and analyses");
}

/** Creates the command `abort`. */
export function abortCommand(): Command {
    return changeCommand({
        name: "abort",
        summary: "abort a Rollout: its traffic returns to stable",
        description: "Aborts a Rollout in progress. The controller returns its traffic to stable.",
        plan: abortion,
    });
}

/** Creates the command `retry`. */
export function retryCommand(): Command {
    return changeCommand({
        name: "retry",
        summary: "run the steps of an aborted Rollout again",
        description: "Runs the steps of an aborted Rollout again, with the same version.",
        plan: retrial,
    });
}

/** Creates the command `undo`. */
export function undoCommand(): Command {
    return changeCommand<Options & { readonly toRevision?: number }>({
        name: "undo",
        summary: "set a Rollout back to an earlier revision",
        description:
            "Copies the pod template of an earlier revision's ReplicaSet into the Rollout. A\n" +
            "Pulumi stack that declares the Rollout puts its own version back later.",
        plan: (read, { toRevision }) => undoing(read, toRevision),
    }).option("--to-revision <number>", "the revision (default: the previous one)", revisionOf);
}

function changeCommand<T extends Options>({ name, summary, description, plan }: ChangeCommand<T>): Command {
    const command = new Command(name).summary(summary).description(description);
    return withRolloutArgument(command)
        .option("--json", "print the change as JSON")
        .addHelpText("after", `\n${exitCodeHelp({ healthy: "done, or nothing to do", failed: "not possible" })}`)
        .action(async (rollout: RolloutName, options: T) => {
            const api = await connectTo(options);
            await change(api, name, rollout, (read) => plan(read, options), options.json ? "json" : "text", toStdout);
        });
}

/** Changes a Rollout, and prints the change. */
export async function change(
    api: KubernetesApi,
    command: string,
    rollout: RolloutName,
    plan: (read: ReadRollout) => Plan,
    format: "json" | "text",
    print: Print,
): Promise<void> {
    const planned = await applyPlan(api, rollout, plan);
    const changed = !("nothing" in planned);
    const sentence = changed ? planned.sentence : `nothing to do: ${planned.nothing}`;
    if (format === "json") {
        printJson(print, { command, rollout, changed, sentence });
    } else {
        print(sentence);
    }
}

function revisionOf(text: string): number {
    if (!/^[1-9]\d*$/.test(text)) {
        throw new InvalidArgumentError("It must be a revision, a number from 1.");
    }
    return Number(text);
}
