import { homedir } from "node:os";
import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";

/** A Rollout on the command line. */
export interface RolloutName {
    readonly namespace: string;
    readonly name: string;
}

const usualKubeconfig = join(homedir(), ".kube", "config");

/** Adds the options that find a cluster, a Rollout and its requests. */
export function withRollout(command: Command): Command {
    return command
        .requiredOption("--rollout <namespace/name>", "the Rollout", rolloutOf)
        .requiredOption("--context <name>", "the context of the kubeconfig")
        .addOption(new Option("--kubeconfig <file>", "the kubeconfig").default(usualKubeconfig, "~/.kube/config"))
        .option(
            "--prometheus-address <url>",
            "the address of Prometheus in the cluster, which is reached through the API server",
            "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
        )
        .addOption(new Option("--prometheus-url <url>", "the URL of Prometheus from here, instead").default("", "none"))
        .option("--job <name>", "the app's job in Prometheus (default: the Rollout's name)")
        .option("--requests-metric <name>", "the counter of requests", "http_requests_total");
}

/** Parses the name of a Rollout. @throws InvalidArgumentError if it is not `namespace/name` */
export function rolloutOf(text: string): RolloutName {
    const [, namespace, name] = /^([a-z0-9-]+)\/([a-z0-9.-]+)$/.exec(text) ?? [];
    if (namespace === undefined || name === undefined) {
        throw new InvalidArgumentError("It must be a namespace and a name, such as demo/shop.");
    }
    return { namespace, name };
}
