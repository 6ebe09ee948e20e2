import assert from "node:assert/strict";
import { leastDetectable } from "../../../../../components/src/gate/judge/detectable";
import { logEvidence, noEvidence, withCounts } from "../../../../../components/src/gate/judge/eProcess";
import { forecastOf, lowPower } from "../../../../../components/src/gate/judge/forecast";
import { nothingSeen, policyOf, rejections, withAnswers } from "../../../../../components/src/gate/judge/judge";
import type { JudgeInputs } from "../../../../../components/src/gate/model/judgeInputs";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { seeded } from "../../../../support/verdicts/random";
import { judgeRule } from "../../../../support/verdicts/rules";
import { designEffectOf, type Kind, kinds, simulate, type Traffic } from "../../../../support/verdicts/traffic";

const policy = { threshold: 0.05, designEffect: 1 };

describe("an e-value", () => {
    it("is 1 without counts, and stays where a count is no evidence", () => {
        assert.equal(logEvidence(noEvidence), 0);
        assert.equal(logEvidence(withCounts(noEvidence, 5, 5, 0, 1)), 0);
        assert.equal(logEvidence(withCounts(noEvidence, 5, 5, 1, 1)), 0);
    });

    it("has the mean 1 under the null hypothesis", () => {
        // All outcomes of 6 counts with the probability 0.2, each with its own.
        const outcomes = [0, 1, 2, 3, 4, 5, 6].map((k) => {
            const ways = [1, 6, 15, 20, 15, 6, 1][k] ?? 0;
            return ways * 0.2 ** k * 0.8 ** (6 - k) * Math.exp(logEvidence(withCounts(noEvidence, k, 6 - k, 0.2, 1)));
        });
        assert.ok(Math.abs(outcomes.reduce((sum, one) => sum + one, 0) - 1) < 1e-9);
    });

    it("does not depend on how often it is looked at", () => {
        const once = withCounts(noEvidence, 7, 20, 0.1, 1);
        const twice = withCounts(withCounts(noEvidence, 3, 15, 0.1, 1), 4, 5, 0.1, 1);
        assert.ok(Math.abs(logEvidence(once) - logEvidence(twice)) < 1e-9);
    });

    it("counts repeated answers once", () => {
        const single = withCounts(noEvidence, 4, 10, 0.1, 1);
        const doubled = withCounts(noEvidence, 8, 20, 0.1, 2);
        assert.ok(Math.abs(logEvidence(single) - logEvidence(doubled)) < 1e-9);
    });
});

describe("the judge", () => {
    const judged = (fresh: [number, number], stable: [number, number]) => {
        const [newAll, newBad] = fresh;
        const [stableAll, stableBad] = stable;
        const both = { new: { all: newAll, bad: newBad }, stable: { all: stableAll, bad: stableBad } };
        return rejections(withAnswers(nothingSeen, both, policy));
    };

    it("rejects what is worse than the stable version, and what is over the threshold", () => {
        assert.deepEqual(judged([412, 31], [3709, 4]), ["worse"]);
        assert.deepEqual(judged([412, 60], [3709, 4]), ["worse", "over"]);
        assert.deepEqual(judged([412, 60], [3709, 540]), ["over"]);
    });

    it("rejects neither a good version nor one that is as bad as the stable one", () => {
        assert.deepEqual(judged([412, 0], [3709, 4]), []);
        assert.deepEqual(judged([412, 12], [3709, 111]), []);
    });

    it("never passes a verdict without answers of a version", () => {
        assert.deepEqual(judged([0, 0], [3709, 4]), []);
        assert.deepEqual(judged([0, 0], [0, 0]), []);
        // Without the stable version only the threshold is left.
        assert.deepEqual(judged([100, 60], [0, 0]), ["over"]);
    });

    it("rejects no good version of 2000, whatever the traffic, the weight and the share of errors", () => {
        const profiles = (Object.keys(kinds) as Kind[]).flatMap((kind) =>
            [5, 50, 500].flatMap((requestsPerSecond) =>
                [1, 10, 50].flatMap((weight) =>
                    [0, 0.001, 0.01, 0.05].map((share) => ({ kind, requestsPerSecond, weight, share })),
                ),
            ),
        );
        const random = seeded(1);
        const pairs = Array.from({ length: 2000 }, (_, index) => profiles[index % profiles.length]);
        const rejected = pairs.filter((profile) => {
            assert.ok(profile);
            const { share, ...traffic } = profile;
            const looks = simulate(random, { ...traffic, seconds: 120, stable: share, new: share });
            // Four times the worst share: a version that is over the threshold for some time is not good.
            const limits = { threshold: 0.2, designEffect: designEffectOf(profile.kind) };
            return judgeRule(looks, limits) !== undefined;
        });
        // Of 2000, none bounds the probability at 0.15 % with 95 % confidence.
        assert.deepEqual(rejected, []);
    }).timeout(60_000);

    for (const [signal, threshold] of [
        ["errors", 0.05],
        ["latency", 0.01],
    ] as const) {
        it(`rejects at most 2 of 2000 versions whose ${signal} are exactly at the threshold`, () => {
            const profiles = (["steady", "bursty", "repeated"] as const).flatMap((kind) =>
                [5, 50, 500].flatMap((requestsPerSecond) =>
                    [1, 10, 50].map((weight) => ({ kind, requestsPerSecond, weight })),
                ),
            );
            const random = seeded(1);
            const rejected = Array.from({ length: 2000 }, (_, index) => {
                const profile = profiles[index % profiles.length];
                assert.ok(profile);
                const looks = simulate(random, { ...profile, seconds: 120, stable: threshold, new: threshold });
                return judgeRule(looks, { threshold, designEffect: designEffectOf(profile.kind) });
            }).filter((second) => second !== undefined);
            // A probability of 0.1 %.
            assert.ok(rejected.length <= 2, String(rejected.length));
        }).timeout(60_000);
    }

    it("rejects 5 % of errors at 50 requests a second and weight 10 in about 20 s", () => {
        const traffic = { requestsPerSecond: 50, weight: 10, stable: 0.001, new: 0.05, seconds: 300 };
        const times = Array.from(
            { length: 100 },
            (_, seed) => judgeRule(simulate(seeded(seed), traffic), policy) ?? Infinity,
        );
        const median = times.toSorted((a, b) => a - b)[50] ?? Infinity;
        assert.ok(median <= 30, String(median));
        assert.ok(times.every((time) => time < 300));
    });
});

describe("the least detectable fault", () => {
    const step = (requestsPerSecond: number, weight: number, base: number) => {
        const all = requestsPerSecond * 60;
        const some = Math.round((all * weight) / 100);
        const least = leastDetectable([{ new: some, stable: all - some }], base, policy, "expected");
        const random = seeded(1);
        const rejectedOf = (factor: number) => {
            const share = Math.min(1, (least ?? 1) * factor);
            const traffic: Traffic = { requestsPerSecond, weight, stable: base, new: share, seconds: 60 };
            return Array.from({ length: 200 }, () => judgeRule(simulate(random, traffic), policy)).filter(
                (second) => second !== undefined,
            ).length;
        };
        return { least, rejectedOf };
    };

    for (const [requestsPerSecond, weight, base] of [
        [5, 20, 0.001],
        [50, 10, 0.001],
        [50, 20, 0.01],
        [500, 5, 0.001],
    ] as const) {
        it(`is right within 20 % at ${requestsPerSecond} requests/s, weight ${weight}, ${base * 100} % errors`, () => {
            const { least, rejectedOf } = step(requestsPerSecond, weight, base);
            assert.ok(least !== undefined);
            assert.ok(rejectedOf(1.2) >= 196, `${least}: ${rejectedOf(1.2)}`);
            assert.ok(rejectedOf(0.8) < 198, `${least}: ${rejectedOf(0.8)}`);
        }).timeout(30_000);
    }

    it("is none if not even a version that fails always would be rejected", () => {
        assert.equal(step(1, 1, 0).least, undefined);
    });
});

describe("the forecast of what pauses show", () => {
    const pauses = [
        { weight: 10, seconds: 30 },
        { weight: 50, seconds: 60 },
    ];
    const forecast = (requestsPerSecond: number, more: Partial<JudgeInputs> = {}) =>
        forecastOf(pauses, requestsPerSecond, { ...judgeInputs, ...more });

    it("has the least fault of each pause, which is smaller with more requests, and of all together", () => {
        const { pauses: each, together } = forecast(40);
        const errors = each.map(({ least }) => least.errors ?? 1);
        assert.deepEqual(
            each.map(({ weight }) => weight),
            [10, 50],
        );
        assert.deepEqual(
            errors,
            errors.toSorted((a, b) => b - a),
        );
        assert.ok((together.errors ?? 1) < Math.min(...errors));
        assert.ok((forecast(400).together.errors ?? 1) < (together.errors ?? 1) / 5);
        const [, second] = forecast(40).pauses;
        assert.equal(
            second?.least.errors,
            leastDetectable([{ new: 1200, stable: 1200 }], 0, policyOf("errors", judgeInputs), "expected"),
        );
    });

    it("has no fault that too few requests cannot show, and no latency without a metric", () => {
        assert.deepEqual(forecast(0.01).together, {});
        assert.deepEqual(Object.keys(forecast(40).together), ["errors", "latency"]);
        assert.deepEqual(Object.keys(forecast(40, { latencyMetric: "" }).together), ["errors"]);
    });

    it("lacks power for the thresholds below it", () => {
        const judge = { ...judgeInputs, maxErrorShare: 0.05, maxSlowShare: 0.01 };
        assert.deepEqual(lowPower(forecast(400, judge), judge), []);
        const [latency, ...others] = lowPower(forecast(40, judge), judge);
        assert.ok(latency?.kind === "lowPower");
        assert.deepEqual(others, []);
        const { signal, threshold, bound, least = 0 } = latency;
        assert.deepEqual([signal, threshold, bound], ["latency", 0.01, 300]);
        assert.ok(least > 0.01 && least < 0.02, String(least));
        const none = { kind: "lowPower", signal: "errors", threshold: 0.05, requestsPerSecond: 0.01 };
        assert.deepEqual(lowPower(forecast(0.01), judge)[0], none);
        const errorsAlone = { ...judge, latencyMetric: "" };
        assert.deepEqual(lowPower(forecast(40, errorsAlone), errorsAlone), []);
    });
});
