import { metricsOf } from "../../gate/cluster/prometheus";
import { headerCredentials } from "../../gate/cluster/prometheusCredentials";
import { discover } from "../../gate/drive/discover";
import { defaults, providerVersion, referenceDefaults } from "../../gate/model/inputs";
import type { KubernetesApi } from "../../kubernetes";
import { CommandError } from "../exitCodes";
import type { Headers, RolloutName } from "../options";
import type { RequestsSource } from "./requestsSource";

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
    const { requestsMetric = referenceDefaults.requestsMetric } = options;
    if (Object.keys(header).length > 0 && prometheusAddress === "" && prometheusUrl === "") {
        // They would go wherever the Rollout's analysis points.
        throw new CommandError("usage", "--header needs --prometheus-address or --prometheus-url");
    }
    const { inputs, notes } = await discover(api, {
        ...{ ...defaults, ...referenceDefaults, ...api.target, namespace, rolloutName, providerVersion },
        ...{ prometheusAddress, prometheusUrl, job, requestsMetric },
    });
    if (inputs.requestsMetric === "") {
        return { notes };
    }
    const metrics = metricsOf(api, inputs, headerCredentials(header));
    const { judge } = inputs;
    const requests = { job: inputs.job, requestsMetric: inputs.requestsMetric, metrics, ...(judge && { judge }) };
    // The analysis is read only for what the options do not name.
    const unread = judge === undefined && notes.length === 0;
    return {
        requests,
        notes: unread ? ["answers are not judged: options name Prometheus, the job and the counter"] : notes,
    };
}
