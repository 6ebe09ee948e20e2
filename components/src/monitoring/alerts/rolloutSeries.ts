import { inNamespace } from "./namespaceSeries";

/** Phases of `rollout_info` in which a version gets requests step by step. */
export const inProgress = "Progressing|Paused";

/** Phases of `rollout_info` in which Argo Rollouts shows a Rollout as Degraded without an abort. */
export const degraded = "Timeout|Error|InvalidSpec";

/** A choice of the controller's series. */
export interface RolloutSelection {
    /** Matchers of labels, in PromQL. */
    readonly matchers?: string;
    /** Labels of the result in addition to `namespace` and `name`. */
    readonly by?: readonly string[];
    /** A time before now, such as "1m". */
    readonly offset?: string;
}

/**
 * Returns one of the controller's series by the Rollout's `namespace` and `name`.
 *
 * A scrape without `honorLabels`, as usual, has the controller's own namespace there, and the Rollout's in
 * `exported_namespace`. Each replica of the controller exports the same series.
 */
export function ofRollouts(metric: string, { matchers = "", by = [], offset }: RolloutSelection = {}): string {
    const selector = `${metric}{${matchers}}${offset === undefined ? "" : ` offset ${offset}`}`;
    const renamed = `label_replace(${selector}, "namespace", "$1", "exported_namespace", "(.+)")`;
    return `max by (${["namespace", "name", ...by].join(", ")}) (${renamed})`;
}

/** Namespace and name of a Rollout. */
export interface NamedRollout {
    readonly namespace: string;
    readonly name: string;
}

/** Returns one of the controller's series of one Rollout, for an aggregation. More matchers begin with a comma. */
export function ofRollout({ namespace, name }: NamedRollout, metric: string, more = ""): string {
    return inNamespace(namespace, metric, `name="${name}"${more}`);
}
