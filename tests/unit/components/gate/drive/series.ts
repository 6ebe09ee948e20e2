import type { Series } from "../../../../../components/src/gate/cluster/prometheus";

/** One series of a pod, scraped at these seconds. */
export function series(pod: string, hash: string, values: readonly number[], at = [0, 5, 10, 15, 20]): Series {
    const samples = values.map((value, index) => ({ at: (at[index] ?? 0) * 1000, value }));
    return { labels: { pod, rollouts_pod_template_hash: hash }, samples };
}
