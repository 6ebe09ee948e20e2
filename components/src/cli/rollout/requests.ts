import { metricsOf } from "../../gate/cluster/prometheus";
import { headerCredentials } from "../../gate/cluster/prometheusCredentials";
import { discover } from "../../gate/drive/discover";
import { defaults, providerVersion } from "../../gate/model/inputs";
import type { KubernetesApi } from "../../kubernetes";
import type { Headers, RolloutName } from "../options";
import type { RequestsSource } from "./shareCounter";

/** The options that find a Rollout's requests; an absent one is that of the Rollout's analysis. */
export interface RequestsOptions {
    readonly prometheusAddress?: string;
    readonly prometheusUrl: string;
    readonly job?: string;
    readonly requestsMetric?: string;
    readonly header: Headers;
}

/** Finds a Rollout's requests as the gate does; `notes` have what was not found. */
export async function findRequests(
    api: KubernetesApi,
    { namespace, name: rolloutName }: RolloutName,
    { prometheusAddress = "", prometheusUrl, job = "", header, ...options }: RequestsOptions,
): Promise<{ readonly requests?: RequestsSource; readonly notes: readonly string[] }> {
    const { requestsMetric = defaults.requestsMetric } = options;
    const { inputs, notes } = await discover(api, {
        ...{ ...defaults, ...api.target, namespace, rolloutName, providerVersion },
        ...{ prometheusAddress, prometheusUrl, job, requestsMetric },
    });
    if (inputs.requestsMetric === "") {
        return { notes };
    }
    const metrics = metricsOf(api, inputs, headerCredentials(header));
    return { requests: { job: inputs.job, requestsMetric: inputs.requestsMetric, metrics }, notes: [] };
}
