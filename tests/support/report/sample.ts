import type { ReportedCounters, UpdateReport } from "../../../components/src/report/report";

/** Returns a time of the sample, by seconds from its start. */
export function second(seconds: number): string {
    return new Date(Date.UTC(2026, 0, 2, 3, 4, 0) + seconds * 1000).toISOString();
}

/** Returns the counters of both versions after a time: 10 and 30 answers per second, a tenth of the new ones bad. */
export function countersAt(seconds: number): ReportedCounters {
    const of = (rate: number, bad: number) => {
        const all = rate * seconds;
        return { answers: all * (1 - bad), errors: all * bad, latencies: all, fast: all * (1 - bad) };
    };
    return { at: second(seconds), new: of(10, 0.1), stable: of(30, 0) };
}

/** The report of a version that was aborted in its second pause; every part has data. */
export const sample: UpdateReport = {
    version: 1,
    rollout: { namespace: "shop", name: "cart" },
    outcome: "Aborted",
    success: false,
    code: "Aborted",
    sentence: "rollout shop/cart was aborted by this gate at step 3/5 (setWeight 50): too many errors",
    notes: ["a note"],
    startedAt: second(0),
    finishedAt: second(60),
    newVersion: { podHash: "new1", revision: 2, image: "registry.example.com/cart:2" },
    stableVersion: { podHash: "old1" },
    steps: [
        { setWeight: 10, percent: 10 },
        { pauseSeconds: 20 },
        { setWeight: 50, percent: 50 },
        { pauseSeconds: 20 },
        { setWeight: 100, percent: 100 },
        { openEnded: true },
    ],
    lastStep: 3,
    weights: [
        { at: second(2), step: 1, declared: 10, routed: 10, status: 10 },
        { at: second(25), step: 3, declared: 50, routed: 50, status: 50 },
        { at: second(50), step: 0, declared: 0, routed: 0, status: 0 },
    ],
    pauses: [
        {
            ...{ step: 1, weight: 10, from: second(2), until: second(22) },
            share: {
                ...{ result: "within", canary: 80, total: 800, lowest: 55, highest: 108 },
                ...{ from: second(4), until: second(22) },
            },
            least: { errors: 0.05 },
        },
        {
            ...{ step: 3, weight: 50, from: second(25), until: second(50) },
            share: {
                ...{ result: "outside", canary: 80, total: 800, lowest: 355, highest: 445 },
                ...{ from: second(27), until: second(50) },
            },
        },
    ],
    metrics: [
        {
            ...{ run: "cart-1", name: "p99-latency", condition: "result[0] < 500", unit: "ms" },
            ...{ threshold: { operator: "<", limit: 500 }, dryRun: false, phase: "Failed" },
            measurements: [
                { at: second(12), value: 120, text: "[120]", phase: "Successful" },
                { at: second(32), value: 743, text: "[743]", phase: "Failed" },
                { at: second(42), text: "NaN", phase: "Error" },
            ],
        },
        {
            ...{ run: "cart-1", name: "success-rate", condition: "result[0] >= 95", unit: "%" },
            ...{ threshold: { operator: ">=", limit: 95 }, dryRun: false, phase: "Running", measurements: [] },
        },
    ],
    counters: [5, 10, 15, 20, 25, 30].map(countersAt),
    judge: {
        rejectsAt: 4000,
        signals: [
            {
                ...{ signal: "errors", threshold: 0.05, rejected: ["worse"] },
                new: { all: 250, bad: 25 },
                stable: { all: 750, bad: 0 },
                evidence: [5, 10, 15, 20, 25, 30].map((at) => ({ at: second(at), worse: 10 ** (at / 6), over: 1 })),
            },
            {
                ...{ signal: "latency", threshold: 0.01, bound: 500, rejected: [] },
                new: { all: 0, bad: 0 },
                stable: { all: 750, bad: 0 },
                evidence: [{ at: second(5), worse: 1, over: 1 }],
            },
        ],
        forecast: { requestsPerSecond: 40, together: { errors: 0.02 } },
    },
    pods: [
        { at: second(2), desired: 2, new: 1, stable: 2 },
        { at: second(55), desired: 2, new: 0, stable: 2 },
    ],
    exposure: { from: second(5), until: second(30), answers: 250, errors: 25 },
    writes: [
        { at: second(1), by: "rollouts-controller", object: "Rollout/status" },
        {
            at: second(50),
            by: "canary-delivery",
            object: "Rollout/status",
            action: "aborting at step 3/6: too many errors",
        },
    ],
    outages: [{ of: "cluster", from: second(30), until: second(40), reason: "connection reset" }],
    unobserved: [{ part: "answers", reason: "latencies were not judged" }],
};
