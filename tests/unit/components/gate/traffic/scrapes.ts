import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import { countRequests, type RequestCounts } from "../../../../../components/src/gate/traffic/share";

/** A pod's scrapes by second: the value of each of its counters ("-": absent), or "down". */
export interface Pod {
    readonly hash?: string;
    readonly scrapes: Record<number, "down" | readonly (number | "-")[]>;
    /** A scrape, in seconds, that only the answer about `up` has. */
    readonly later?: number;
}

/** Counts the requests of these pods by their scrapes. */
export function count(pods: Record<string, Pod>): RequestCounts | undefined {
    const requests: Series[] = [];
    const up: Series[] = [];
    for (const [pod, { hash, scrapes, later }] of Object.entries(pods)) {
        const labels = { job: "app", pod, instance: `${pod}:8080`, ...(hash && { rollouts_pod_template_hash: hash }) };
        const entries = Object.entries(scrapes).map(([second, values]) => ({ at: Number(second) * 1000, values }));
        const ups = entries.map(({ at, values }) => ({ at, value: values === "down" ? 0 : 1 }));
        up.push({ labels, samples: later === undefined ? ups : [...ups, { at: later * 1000, value: 1 }] });
        const codes = Math.max(...entries.map(({ values }) => (values === "down" ? 0 : values.length)));
        for (let code = 0; code < codes; code += 1) {
            const samples = entries.flatMap(({ at, values }) => {
                const value = values === "down" ? undefined : values[code];
                return typeof value === "number" ? [{ at, value }] : [];
            });
            requests.push({ labels: { ...labels, status_code: String(200 + code) }, samples });
        }
    }
    return countRequests(requests, up);
}

/** Scrapes every ten seconds from 0 to 60 of a pod that gets one request per second. */
export const steady = {
    hash: "old",
    scrapes: { 0: [0], 10: [10], 20: [20], 30: [30], 40: [40], 50: [50], 60: [60] },
} as const;
