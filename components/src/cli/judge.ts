import { Command, InvalidArgumentError, Option } from "commander";
import { clusterOf, missingRollout } from "../gate/cluster/cluster";
import { metricsOf } from "../gate/cluster/prometheus";
import { headerCredentials } from "../gate/cluster/prometheusCredentials";
import { answeredNextTo, lastScrapeOf, retrospect, type Retrospect } from "../gate/history/retrospect";
import { notJudged, verdictsOf } from "../gate/history/judgement";
import type { JudgeInputs } from "../gate/model/judgeInputs";
import { latencyUnitOf } from "../gate/model/latencyUnit";
import { versionHashes } from "../gate/observation/versions";
import { describeJudgement } from "../gate/report/power";
import { answerSeries, answersSelector, unreadableSignals } from "../gate/traffic/answersQuery";
import { apiErrorCode, messageOf } from "../kubernetes";
import { CommandError, exitCodeHelp, exitCodes } from "./exitCodes";
import {
    type ClusterOptions,
    connectTo,
    type Headers,
    type RolloutName,
    secondsOf,
    withHeaders,
    withRollout,
} from "./options";
import { documentVersion, type Print, toStdout } from "./output";

interface Options extends ClusterOptions {
    readonly rollout: RolloutName;
    readonly since: number;
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
    readonly header: Headers;
    readonly job?: string;
    readonly requestsMetric: string;
    readonly statusLabel: string;
    readonly latencyMetric: string;
    readonly latencyBound: number;
    readonly maxErrors: number;
    readonly maxSlow: number;
    readonly designEffect: number;
    readonly json?: true;
}

/** Creates an option with a default, and the default as a user writes it. */
function option<T>(
    flags: string,
    description: string,
    parse: (text: string, before: T) => T,
    value: T,
    written: string,
): Option {
    return new Option(flags, description).argParser(parse).default(value, written);
}

/** Creates the command `judge`: judges a rollout that is over, or in progress, from Prometheus. */
export function judgeCommand(): Command {
    const command = new Command("judge")
        .summary("judge a rollout from Prometheus, without a change")
        .description(
            "Judges the answers of a Rollout's last two versions from Prometheus, as the gate\n" +
                "does during an update. Reads the Rollout, its ReplicaSets and metrics, and\n" +
                "changes nothing.",
        );
    return withHeaders(withRollout(command))
        .addOption(option("--since <duration>", "how far back to look", secondsOf, 3600, "1h"))
        .option("--status-label <name>", "its label with the status", "status_code")
        .option(
            "--latency-metric <name>",
            "the histogram of latencies, in seconds if its name ends in _seconds",
            "http_request_duration_milliseconds",
        )
        .option("--latency-bound <milliseconds>", "the upper bound of one of its buckets", positive, 500)
        .addOption(option("--max-errors <percent>", "the share of errors that a version may have", percent, 0.05, "5"))
        .addOption(option("--max-slow <percent>", "the share of slower answers that it may have", percent, 0.01, "1"))
        .option("--design-effect <number>", "how many answers one cause makes bad together", fromOne, 1)
        .option("--json", "print the answers of each 5 s and the verdict as JSON")
        .addHelpText(
            "after",
            `\n${exitCodeHelp({ healthy: "not rejected", failed: "rejected", unproven: "not judged" })}`,
        )
        .action(async (options: Options) => {
            process.exitCode = await judge(options, toStdout);
        });
}

/** Judges, and prints the verdict; returns the exit code. */
async function judge(options: Options, print: Print): Promise<number> {
    const { namespace, name } = options.rollout;
    const api = await connectTo(options);
    const { rollout, replicaSets } = await clusterOf(api, namespace, name).readTraffic();
    if (rollout === undefined) {
        throw missingRollout(namespace, name);
    }
    const { current, others } = versionHashes(rollout, replicaSets);
    const inputs: JudgeInputs = {
        statusLabel: options.statusLabel,
        maxErrorShare: options.maxErrors,
        latencyMetric: options.latencyMetric,
        latencyUnit: latencyUnitOf(options.latencyMetric),
        latencyBound: options.latencyBound,
        maxSlowShare: options.maxSlow,
        designEffect: options.designEffect,
        onWorseThanStable: "abort",
        onOverThreshold: "abort",
    };
    const query = {
        job: options.job ?? name,
        requestsMetric: options.requestsMetric,
        requestsSelector: [],
        judge: inputs,
    };
    const now = Date.now();
    const answer = await metricsOf(api, options, headerCredentials(options.header))
        .samples(answersSelector(query), now - options.since * 1000, now)
        .catch((error: unknown) => {
            throw apiErrorCode(error) === undefined ? new CommandError("unreachable", messageOf(error)) : error;
        });
    const series = answerSeries(answer, query);
    const stable = answeredNextTo(current, series, others);
    if (stable === undefined) {
        throw new CommandError(
            "unproven",
            `Prometheus has no requests of another version of ${namespace}/${name} next to ${current} in this time`,
        );
    }
    const hashes = { new: current, stable };
    // Once its pods are gone the new version is no canary any more.
    const until = lastScrapeOf(stable, series) ?? now;
    const seen = retrospect(series, inputs, hashes, until, unreadableSignals(series, query));
    if (seen === undefined) {
        const message = `Prometheus has scraped no pod of the new version, ${current}, in this time`;
        throw new CommandError("unproven", message);
    }
    const verdicts = verdictsOf(seen.judgement);
    for (const line of options.json ? [asJson(seen, hashes)] : linesOf(seen, hashes, `${namespace}/${name}`)) {
        print(line);
    }
    const unproven = notJudged(seen.judgement).length > 0;
    return exitCodes[verdicts.length > 0 ? "failed" : unproven ? "unproven" : "healthy"];
}

function linesOf(
    { judgement }: Retrospect,
    hashes: { readonly new: string; readonly stable: string },
    rollout: string,
): readonly string[] {
    const [from, to] = [judgement.since, judgement.at].map((at) => new Date(at).toISOString());
    return [
        `rollout ${rollout}: ${hashes.new} next to ${hashes.stable}, ${from ?? ""} to ${to ?? ""}`,
        ...describeJudgement(judgement),
    ];
}

function asJson({ judgement, looks }: Retrospect, hashes: { readonly new: string; readonly stable: string }): string {
    const rejections = verdictsOf(judgement).map(({ finding }) => finding);
    return JSON.stringify({
        version: documentVersion,
        versions: hashes,
        since: new Date(judgement.since).toISOString(),
        rejections,
        looks,
    });
}

function positive(text: string): number {
    const value = Number(text);
    if (!(value > 0 && value < Infinity)) {
        throw new InvalidArgumentError("It must be a number above 0.");
    }
    return value;
}

function fromOne(text: string): number {
    const value = positive(text);
    if (value < 1) {
        throw new InvalidArgumentError("It must be a number from 1.");
    }
    return value;
}

function percent(text: string): number {
    const value = positive(text.replace(/ ?%$/, "")) / 100;
    if (value >= 1) {
        throw new InvalidArgumentError("It must be a percentage below 100.");
    }
    return value;
}
