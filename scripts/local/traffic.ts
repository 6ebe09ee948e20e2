import type { Kubectl } from "./cluster/kubectl";
import { poll } from "./poll";

/** A sample of a Prometheus instant query. */
export interface Sample {
    readonly labels: Readonly<Record<string, string>>;
    readonly value: number;
}

interface PrometheusAnswer {
    readonly data: { readonly result: { readonly metric: Record<string, string>; readonly value: [number, string] }[] };
}

/** k6's counts since its start. */
export interface K6Count {
    readonly requests: number;
    readonly failed: number;
    /** Time of the reading, in seconds since the epoch. */
    readonly at: number;
}

/** Requests served since a point in time, by the counters of the app and of k6. */
export interface ServedRequests {
    /** By pod-template hash, from the app's counters in Prometheus, which outlive the pods. */
    readonly byHash: ReadonlyMap<string, number>;
    /** By k6's count at the time of the counters' samples. */
    readonly byK6: number;
    readonly failed: number;
}

/** Reads what the synthetic traffic and the app have counted, through the API server's proxies. */
export class Traffic {
    /** @param service the Service of Prometheus in the namespace monitoring */
    constructor(
        private readonly kubectl: Kubectl,
        private readonly namespace: string,
        private readonly job: string,
        private readonly service = "prometheus-kube-prometheus-prometheus",
    ) {}

    /** An instant query. */
    async prometheus(query: string): Promise<Sample[]> {
        const proxy = `/api/v1/namespaces/monitoring/services/${this.service}:9090/proxy`;
        const path = `${proxy}/api/v1/query?query=${encodeURIComponent(query)}`;
        const answer = (await this.kubectl.json(["get", "--raw", path])) as PrometheusAnswer;
        return answer.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
    }

    /** k6's counts, from its REST API. */
    async k6(): Promise<K6Count> {
        const pod = await this.kubectl.run([
            ...["get", "pods", `--namespace=${this.namespace}`, "--field-selector=status.phase=Running"],
            "--selector=app.kubernetes.io/component=synthetic-traffic",
            "--output=jsonpath={.items[0].metadata.name}",
        ]);
        const metrics = `/api/v1/namespaces/${this.namespace}/pods/${pod}:6565/proxy/v1/metrics`;
        const count = async (metric: string): Promise<number> => {
            const answer = (await this.kubectl.json(["get", "--raw", `${metrics}/${metric}`])) as {
                data: { attributes: { sample: { count?: number } } };
            };
            return answer.data.attributes.sample.count ?? 0;
        };
        const at = Date.now() / 1000;
        return { at, requests: await count("http_reqs"), failed: await count("failed_requests") };
    }

    /** Waits until Prometheus measures requests: before that a canary has no metrics. */
    async measured(): Promise<void> {
        await poll(`requests of ${this.job} in Prometheus`, 120, async () => {
            const [sample] = await this.prometheus(`sum(rate(http_requests_total{job="${this.job}"}[30s]))`);
            return (sample?.value ?? 0) > 1 || undefined;
        });
    }

    /**
     * Requests served since `start`, including those of deleted pods.
     *
     * A counter in Prometheus is as old as its last scrape while k6 continues to count; therefore k6 is read before and
     * after, and its count is interpolated at the mean time of the samples.
     */
    async servedSince(start: K6Count): Promise<ServedRequests> {
        const before = await this.k6();
        const live = `timestamp(http_requests_total{job="${this.job}",status_code="200"})`;
        const stamps = await poll("Prometheus to scrape the app again", 60, async () => {
            const samples = await this.prometheus(live);
            return samples.length > 0 && samples.every(({ value }) => value >= before.at) ? samples : undefined;
        });
        const range = Math.ceil(Date.now() / 1000 - start.at) + 5;
        const counters = await this.prometheus(
            `sum by (rollouts_pod_template_hash) (max_over_time(http_requests_total{job="${this.job}"}[${range}s]))`,
        );
        const after = await this.k6();
        const mean = stamps.reduce((sum, { value }) => sum + value, 0) / stamps.length;
        const rate = (after.requests - before.requests) / (after.at - before.at);
        return {
            byHash: new Map(counters.map(({ labels, value }) => [labels["rollouts_pod_template_hash"] ?? "", value])),
            byK6: Math.round(before.requests + rate * (mean - before.at)) - start.requests,
            failed: after.failed - start.failed,
        };
    }
}
