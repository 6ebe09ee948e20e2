import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type ClusterTarget, connect, type KubernetesApi } from "../kubernetes";
import { parseDuration } from "../kubernetes/duration";

/** A Rollout on the command line. */
export interface RolloutName {
    readonly namespace: string;
    readonly name: string;
}

/** The options that find a cluster. */
export interface ClusterOptions {
    readonly kubeconfig: string;
    readonly context: string;
}

const usualKubeconfig = join(homedir(), ".kube", "config");

/** Adds the options that find a cluster. */
export function withCluster(command: Command): Command {
    return command
        .requiredOption("--context <name>", "the context of the kubeconfig")
        .addOption(new Option("--kubeconfig <file>", "the kubeconfig").default(usualKubeconfig, "~/.kube/config"));
}

/** Adds the argument with the Rollout, and the options that find its cluster. */
export function withRolloutArgument(command: Command): Command {
    return withCluster(command.argument("<namespace/name>", "the Rollout", rolloutOf));
}

/** Adds the options that find a Rollout's requests, by default those of its analysis. */
export function withAnalysedRequests(command: Command): Command {
    const fromAnalysis = "(default: that of the Rollout's analysis)";
    return command
        .option("--prometheus-address <url>", `the address of Prometheus in the cluster ${fromAnalysis}`)
        .addOption(prometheusUrl())
        .option("--job <name>", `the app's job in Prometheus ${fromAnalysis}`)
        .option("--requests-metric <name>", `the counter of requests ${fromAnalysis}`);
}

/** Adds the options that find a Rollout's requests. */
export function withRequests(command: Command): Command {
    return command
        .option(
            "--prometheus-address <url>",
            "the address of Prometheus in the cluster, which is reached through the API server",
            "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        )
        .addOption(prometheusUrl())
        .option("--job <name>", "the app's job in Prometheus (default: the Rollout's name)")
        .option("--requests-metric <name>", "the counter of requests", "http_requests_total");
}

function prometheusUrl(): Option {
    return new Option("--prometheus-url <url>", "the URL of Prometheus from here, instead").default("", "none");
}

/** Headers for Prometheus, by their names. */
export type Headers = Readonly<Record<string, string>>;

/** Adds the option with headers for Prometheus. */
export function withHeaders(command: Command): Command {
    const text = "a header for Prometheus, from an environment variable";
    return command.addOption(new Option("--header <name=variable>", text).argParser(withHeader).default({}, "none"));
}

/** Adds the options that find a cluster, a Rollout and its requests. */
export function withRollout(command: Command): Command {
    return withRequests(withCluster(command.requiredOption("--rollout <namespace/name>", "the Rollout", rolloutOf)));
}

/** Returns the cluster that the options name. */
export function targetOf({ kubeconfig, context }: ClusterOptions): ClusterTarget {
    return { kubeconfig: resolve(kubeconfig), kubeContext: context };
}

/** Connects to the cluster that the options name. */
export function connectTo(options: ClusterOptions): Promise<KubernetesApi> {
    return connect(targetOf(options));
}

/** Parses the name of a Rollout. @throws InvalidArgumentError if it is not `namespace/name` */
export function rolloutOf(text: string): RolloutName {
    const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
    if (namespace === undefined || name === undefined) {
        throw new InvalidArgumentError("It must be a namespace and a name, such as demo/shop.");
    }
    return { namespace, name };
}

/** Parses a duration into seconds. @throws InvalidArgumentError if it is none, or 0 */
export function secondsOf(text: string): number {
    const parsed = parseDuration(text);
    if (parsed === undefined || parsed === 0) {
        throw new InvalidArgumentError("It must be a duration such as 90s, 15m or 1h30m.");
    }
    return parsed;
}

/** Adds a header whose value an environment variable has, because a command line is visible to others. */
function withHeader(text: string, before: Headers): Headers {
    const [, name, variable] = /^([A-Za-z0-9_-]+)=(\w+)$/.exec(text) ?? [];
    const value = variable === undefined ? undefined : process.env[variable];
    if (name === undefined || !value) {
        throw new InvalidArgumentError(
            "It must be the name of a header and of an environment variable that is set, such as Authorization=AUTHORIZATION.",
        );
    }
    return { ...before, [name]: value };
}
