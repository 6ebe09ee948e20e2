import { Command, Option } from "commander";
import type { KeptState } from "../gate/cluster/verdictHistory";
import {
    checkGateInputs,
    defaults,
    providerVersion,
    referenceDefaults,
    type RolloutGateInputs,
} from "../gate/model/inputs";
import type { GateErrorCode } from "../gate/model/outcome";
import { type GateRun, runGate } from "../gate/run";
import { stateOfKept } from "../gate/state";
import { connect } from "../kubernetes";
import { CommandError, type Ending, exitCodeHelp, exitCodes } from "./exitCodes";
import {
    type ClusterOptions,
    type RolloutName,
    secondsOf,
    targetOf,
    withAnalysedRequests,
    withRolloutArgument,
} from "./options";
import { verdictsIfPermitted } from "./rollout/keptVerdicts";
import { type Print, printJson, toStderr, toStdout } from "./output";

/** The options of `gate`: inputs of a `RolloutGate`. */
export interface GateOptions extends Pick<
    RolloutGateInputs,
    "onPause" | "onInconclusive" | "onStableDown" | "onTimeout" | "acceptUnproven" | "prometheusUrl"
> {
    readonly prometheusAddress?: string;
    readonly job?: string;
    readonly requestsMetric?: string;
    /** In seconds. */
    readonly timeout: number;
    readonly retryAborted?: true;
    readonly verifyInitial?: true;
    readonly reportFolder?: string;
    readonly json?: true;
}

/** Creates the command `gate`: the gate of `pulumi up`, for a Rollout of another tool. */
export function gateCommand(): Command {
    const command = new Command("gate")
        .summary("drive a Rollout to its end and verify it, as pulumi up does")
        .description(
            "Drives the version that is on its way to its end and verifies it, as a RolloutGate\n" +
                "does during pulumi up: after helm upgrade, a sync of Argo CD or a new image by\n" +
                "kubectl. Services, router, steps, Prometheus and thresholds come from the live\n" +
                "Rollout and its analysis; what these do not name is not verified, and a line\n" +
                "has it. A bad version is aborted. Ctrl-C ends the command, not the rollout.",
        );
    return withAnalysedRequests(withRolloutArgument(command))
        .option("--timeout <duration>", "the time for the whole rollout", secondsOf, referenceDefaults.timeoutSeconds)
        .addOption(choice("--on-pause <action>", "at a pause without a duration", ["promote", "wait", "fail"]))
        .addOption(choice("--on-inconclusive <action>", "after an inconclusive run", ["fail", "wait", "promote"]))
        .addOption(choice("--on-stable-down <action>", "without a pod of the stable version", ["fail", "promote"]))
        .addOption(choice("--on-timeout <action>", "at the timeout", ["abort", "fail"]))
        .option("--retry-aborted", "run the steps of an aborted version again")
        .option("--verify-initial", "measure a first deploy once by the analysis")
        .option("--accept-unproven <hash>", "the pod hash of a version to accept without proof", "")
        .option("--report-folder <path>", "a folder for the report (default: $CANARY_DELIVERY_REPORTS, or none)")
        .option("--json", "print the verdict with its evidence as JSON, and the lines to the standard error")
        .addHelpText(
            "after",
            `\n${exitCodeHelp({
                healthy: "verified, and serving",
                failed: "not rolled out: aborted, invalid, superseded, or bad",
                timedOut: "not at its end in time",
                unproven: "inconclusive, or serving without proof",
            })}`,
        )
        .action(async (rollout: RolloutName, options: ClusterOptions & GateOptions) => {
            process.exitCode = await gate(gateInputs(rollout, options), options.json === true, toStdout, toStderr);
        });
}

function choice(flags: string, description: string, [usual = "", ...others]: readonly string[]): Option {
    return new Option(flags, description).choices([usual, ...others]).default(usual);
}

/** Returns the inputs of the gate. @throws CommandError that names every option with a bad value */
export function gateInputs(rollout: RolloutName, options: ClusterOptions & GateOptions): RolloutGateInputs {
    const { onPause, onInconclusive, onStableDown, onTimeout, acceptUnproven, prometheusUrl } = options;
    const inputs: RolloutGateInputs = {
        ...defaults,
        ...referenceDefaults,
        ...targetOf(options),
        namespace: rollout.namespace,
        rolloutName: rollout.name,
        timeoutSeconds: options.timeout,
        ...{ onPause, onInconclusive, onStableDown, onTimeout, acceptUnproven, prometheusUrl },
        prometheusAddress: options.prometheusAddress ?? referenceDefaults.prometheusAddress,
        job: options.job ?? referenceDefaults.job,
        requestsMetric: options.requestsMetric ?? referenceDefaults.requestsMetric,
        retryAborted: options.retryAborted === true,
        verifyInitial: options.verifyInitial === true,
        reportFolder: options.reportFolder ?? "",
        // A version whose steps ran before this command is no success without proof.
        adopt: false,
        providerVersion,
    };
    const problems = checkGateInputs(inputs);
    if (problems.length > 0) {
        throw new CommandError("usage", problems.map(({ property, message }) => `${property} ${message}`).join("\n"));
    }
    return inputs;
}

/** Runs the gate, from its kept verdicts on, and prints its verdict; returns the exit code. */
export async function gate(
    inputs: RolloutGateInputs,
    json: boolean,
    print: Print,
    printProgress: Print,
): Promise<number> {
    const kept = await verdictsIfPermitted(await connect(inputs), inputs);
    const before = kept.at(-1)?.state;
    const olds = before === undefined ? undefined : stateOfKept(inputs, withoutAdopted(before));
    const { state, sentence, failure } = await runGate(inputs, olds, json ? printProgress : print, "this command");
    const ending = endingOf(failure, state);
    if (json) {
        const { outcome, revision, podHash, image, evidence, report } = state;
        const version = { outcome, revision, podHash, image };
        const rollout = { namespace: inputs.namespace, name: inputs.rolloutName };
        const verdict = { ending, exitCode: exitCodes[ending], sentence, code: failure };
        printJson(print, { rollout, ...verdict, ...version, evidence, report });
    } else {
        print(sentence);
    }
    return exitCodes[ending];
}

/** Returns a kept state without versions that were accepted because they were there before any gate. */
function withoutAdopted({ outcome, verified, ...kept }: KeptState): KeptState {
    return {
        ...kept,
        outcome: outcome === "Adopted" ? "Unproven" : outcome,
        verified: verified?.outcome === "Adopted" ? undefined : verified,
    };
}

const endings: Partial<Readonly<Record<GateErrorCode, Ending>>> = {
    Missing: "usage",
    TimedOut: "timedOut",
    ClusterFailed: "unreachable",
    Inconclusive: "unproven",
    Paused: "unproven",
    Unobserved: "unproven",
    Unmeasured: "unproven",
    NotProven: "unproven",
};

function endingOf(failure: GateRun["failure"], { outcome }: GateRun["state"]): Ending {
    if (failure === undefined) {
        return "healthy";
    }
    // Traffic is back on stable, or will be.
    return outcome === "Aborted" ? "failed" : (endings[failure] ?? "failed");
}
