import type { Series } from "../../gate/cluster/prometheus";
import type { RolloutObject } from "../../gate/cluster/types";
import { oneLine } from "../../gate/model/oneLine";

/** Returns the condition that a live Rollout waits for; undefined if it is healthy and its pods are stable. */
export function healthBlocker(rollout: RolloutObject): string | undefined {
    const { metadata, status = {} } = rollout;
    // A status of an earlier generation does not apply to this one.
    if (!(Number(status.observedGeneration) >= (metadata.generation ?? 0))) {
        return "the controller has not seen it yet";
    }
    const phase = status.phase ?? "Progressing";
    if (phase !== "Healthy") {
        return status.message ? `${phase}, ${oneLine(status.message)}` : phase;
    }
    const { currentPodHash = "", stableRS = "" } = status;
    return currentPodHash !== "" && currentPodHash === stableRS
        ? undefined
        : `Healthy, but pod hash ${currentPodHash || "(none)"} is not the stable one, ${stableRS || "(none)"}`;
}

/** Returns the PromQL selector of the request counters of one version of an app. */
export function requestsSelector(requestsMetric: string, job: string, podHash: string): string {
    return `${requestsMetric}{job=${JSON.stringify(job)},rollouts_pod_template_hash=${JSON.stringify(podHash)}}`;
}

/** Returns the missing evidence of requests: samples of every pod, and a counter that rises. */
export function requestsBlocker(series: readonly Series[], pods: number): string | undefined {
    const scraped: string[] = [];
    for (const { labels, samples } of series) {
        const pod = labels["pod"] ?? labels["instance"] ?? "";
        if (samples.length > 0 && !scraped.includes(pod)) {
            scraped.push(pod);
        }
    }
    if (scraped.length < pods) {
        return `Prometheus has read ${String(scraped.length)} of ${String(pods)} pods`;
    }
    const rises = series.some(({ samples }) =>
        samples.some(({ value }, index) => value > (samples[index - 1]?.value ?? value)),
    );
    return rises ? undefined : "no request was counted";
}
