import assert from "node:assert/strict";
import type { Series } from "../../../../../components/src/gate/cluster/prometheus";
import { missingSamples } from "../../../../../components/src/gate/traffic/missingSamples";

/** Samples of a pod at these seconds; a negative one is a scrape that failed. */
function samples(pod: string, hash: string, seconds: readonly number[], value = 1): Series {
    return {
        labels: { pod, rollouts_pod_template_hash: hash },
        samples: seconds.map((second) => ({ at: Math.abs(second) * 1000, value: second < 0 ? 0 : value })),
    };
}

/** The seconds from one to another, every 2 s. */
const every2 = (from: number, until: number) =>
    Array.from({ length: (until - from) / 2 + 1 }, (_, index) => from + 2 * index);

/** The gap of version n between 10 s and 50 s, by the scrapes of its pods. */
function gapOf(pods: Record<string, readonly number[]>, counted = every2(0, 60), begun?: number) {
    const scrapes = Object.entries(pods).map(([pod, seconds]) => samples(pod, "n", seconds));
    const others = samples("old", "s", every2(0, 60));
    const gap = missingSamples(
        { requests: [samples("a", "n", counted, 7)], scrapes: [...scrapes, others] },
        "n",
        { from: 10_000, until: 50_000 },
        begun,
    );
    return gap && [gap.from / 1000, gap.until / 1000];
}

describe("a time without samples", () => {
    it("is none while pods come and go, and up to two scrapes are lost", () => {
        assert.equal(gapOf({ a: every2(0, 60) }), undefined);
        assert.equal(gapOf({ a: every2(0, 30), b: every2(28, 60) }), undefined);
        assert.equal(gapOf({ a: [...every2(0, 20), -22, -24, ...every2(26, 60)] }), undefined);
        // A pod that starts, and one that never answers.
        assert.equal(
            gapOf({ a: every2(0, 60), b: [-20, -22, -24, -26, -28, ...every2(30, 60)], c: [-20, -60] }),
            undefined,
        );
    });

    it("is one without a scrape of the version, without its counters, or without one of its pods", () => {
        assert.deepEqual(gapOf({ a: every2(0, 20), b: every2(28, 60) }), [20, 28]);
        assert.deepEqual(gapOf({ a: every2(0, 60) }, [...every2(0, 20), ...every2(30, 60)]), [20, 30]);
        assert.deepEqual(gapOf({ a: every2(0, 60), b: [...every2(0, 20), ...every2(40, 60)] }), [20, 40]);
        assert.deepEqual(gapOf({ a: every2(0, 60), b: [...every2(0, 40), -42, -44, -46, -48] }), [40, 48]);
        assert.deepEqual(gapOf({}), [10, 50]);
    });

    it("counts in its whole length if it only begins or ends within the time", () => {
        assert.deepEqual(gapOf({ a: [...every2(0, 46), ...every2(56, 60)] }), [46, 56]);
        assert.deepEqual(gapOf({ a: every2(0, 46), b: every2(54, 60) }), [46, 54]);
        assert.deepEqual(gapOf({ a: every2(14, 60) }), undefined);
        assert.deepEqual(gapOf({ a: every2(18, 60) }), [10, 18]);
    });

    it("is one since the first scrape of a version that may begin later", () => {
        const counted = every2(24, 60);
        assert.equal(gapOf({ a: every2(20, 60) }, counted, 26_000), undefined);
        assert.deepEqual(gapOf({ a: every2(36, 60) }, counted, 26_000), [26, 36]);
        assert.deepEqual(gapOf({ a: [...every2(12, 14), ...every2(24, 60)] }, counted, 26_000), [14, 24]);
    });

    it("is none before and after", () => {
        assert.equal(gapOf({ a: [0, ...every2(10, 60)] }), undefined);
        assert.equal(gapOf({ a: [...every2(0, 50), 60] }), undefined);
    });
});
