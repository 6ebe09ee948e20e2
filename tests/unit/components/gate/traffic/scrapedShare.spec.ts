import assert from "node:assert/strict";
import { countRequests, evaluateShare } from "../../../../../components/src/gate/traffic/share";

/** Returns numbers from 0 to 1, the same ones in every run. */
function numbersFrom(seed: number): () => number {
    let state = seed;
    return () => (state = (state * 1664525 + 1013904223) % 2 ** 32) / 2 ** 32;
}

/** Evaluates scrapes of 300 requests or more, sent to two canary and two stable pods at random times. */
function evaluateTrial(actual: number, weight: number, random: () => number) {
    const intervalMs = 2_000 + random() * 8_000;
    const durationMs = 60_000 + random() * 60_000;
    const pods = ["canary", "canary", "stable", "stable"].map((hash) => ({ hash, requests: [] as number[] }));
    const gapMs = (durationMs - 2 * intervalMs) / (350 + random() * 500);
    for (let at = 0; at < durationMs; at -= Math.log(1 - random()) * gapMs) {
        pods[(random() * 100 < actual ? 0 : 2) + (random() < 0.5 ? 0 : 1)]?.requests.push(at);
    }
    const requests = pods.map((pod, index) => {
        const samples = [];
        let value = 1000;
        for (let at = random() * intervalMs; at < durationMs; at += intervalMs) {
            while ((pod.requests[0] ?? Infinity) <= at) {
                pod.requests.shift();
                value += 1;
            }
            samples.push({ at, value });
        }
        return { labels: { pod: String(index), rollouts_pod_template_hash: pod.hash }, samples };
    });
    const up = requests.map((pod) => ({ ...pod, samples: pod.samples.map(({ at }) => ({ at, value: 1 })) }));
    const counts = countRequests(requests, up);
    assert.ok(counts !== undefined);
    const { canary = 0, stable = 0 } = counts.byHash;
    return evaluateShare({ canary, stable, variance: counts.variance, weight, minRequests: 300, shares: 1 });
}

describe("evaluateShare of counters that are scraped", () => {
    for (const [actual, weight, kind] of [
        [10, 10, "within"],
        [25, 25, "within"],
        [50, 50, "within"],
        [25, 10, "outside"],
        [10, 25, "outside"],
    ] as const) {
        it(`finds ${String(actual)} % at weight ${String(weight)} ${kind}, whenever pods are scraped`, () => {
            const random = numbersFrom(actual * 1000 + weight);
            const results = Array.from({ length: 2000 }, () => evaluateTrial(actual, weight, random));
            const wrong = results.filter((result) => result.kind !== kind);
            assert.ok(wrong.length < (actual === weight ? 10 : 1), JSON.stringify(wrong));
        });
    }
});
