import assert from "node:assert/strict";
import { figureOf } from "../../../../components/src/report/figure/figure";
import { wrapped } from "../../../../components/src/report/figure/legend";
import { panelsOf } from "../../../../components/src/report/figure/panels";
import type { Panel } from "../../../../components/src/report/figure/panel";
import { short, ticksOf, timeTicks } from "../../../../components/src/report/figure/scale";
import {
    answersPerSecond,
    errorPercent,
    growthOf,
    heldSegments,
    lookSegments,
} from "../../../../components/src/report/figure/series";
import type { UpdateReport } from "../../../../components/src/report/report";
import { countersAt, sample, second } from "../../../support/report/sample";

/** Returns the panel whose title begins so. */
function panel(report: UpdateReport, title: string): Panel {
    const found = panelsOf(report).find((one) => one.title.startsWith(title));
    assert.ok(found !== undefined && !("lanes" in found), title);
    return found;
}

describe("the panels of a report", () => {
    it("are the weights, each metric, the answers, the evidence, the pods and the writes", () => {
        assert.deepEqual(
            panelsOf(sample).map(({ title }) => title),
            [
                "Weight of the new version, %",
                "p99-latency, ms",
                "success-rate, %",
                "Answers per second, by version",
                "Answers with 5xx, by version, %",
                "Answers slower than 500 ms, by version, %",
                "Evidence against the new version (e-value)",
                "Available pods",
                "Writes, by client",
            ],
        );
    });

    it("show each version's answers by the growth of its counters", () => {
        const { lines } = panel(sample, "Answers with 5xx");
        const values = lines.map(({ name, segments }) => [name, segments.flat().map(({ value }) => short(value))]);
        assert.deepEqual(values, [
            ["new version", ["10", "10", "10", "10", "10"]],
            ["stable version", ["0", "0", "0", "0", "0"]],
        ]);
    });

    it("have the threshold of a metric and its measurements, and not one without a number", () => {
        const { limits, lines } = panel(sample, "p99-latency");
        assert.deepEqual(limits, [{ value: 500, label: "must be < 500 ms" }]);
        assert.deepEqual(
            lines[0]?.segments.flat().map(({ value, bad }) => [value, bad]),
            [
                [120, false],
                [743, true],
            ],
        );
    });

    it("draw nothing where nothing was observed, and have the reason", () => {
        const none = {
            ...sample,
            counters: [],
            judge: undefined,
            metrics: [],
            weights: [],
            pods: [],
            writes: [],
            pauses: [],
        };
        const reasons = [
            { part: "answers" as const, reason: "the answers of each version were not looked at" },
            { part: "metrics" as const, reason: "this gate saw no AnalysisRun of this version" },
            { part: "weights" as const, reason: "this gate saw no weight of this version" },
            { part: "pods" as const, reason: "this gate saw no pod of this version" },
        ];
        const picture = figureOf({ ...none, unobserved: reasons }, 1040);
        for (const { reason } of reasons) {
            assert.ok(picture.includes(`Not observed: ${reason}`), reason);
        }
        assert.doesNotMatch(picture, /<polyline|<circle/);
    });
});

describe("a series", () => {
    const at = (seconds: number) => Date.parse(second(seconds));

    it("that holds its values ends where an outage begins, and goes on after it", () => {
        const points = [
            { at: 0, value: 10 },
            { at: 10, value: 25 },
        ];
        const ends = (gap: { from: number; until: number }) =>
            heldSegments(points, 20, [{ ...gap, title: "" }]).map((segment) => [segment[0]?.at, segment.at(-1)?.at]);
        assert.deepEqual(ends({ from: 5, until: 15 }), [
            [0, 5],
            [15, 20],
        ]);
        assert.deepEqual(ends({ from: 12, until: 30 }), [[0, 12]]);
        assert.deepEqual(ends({ from: 30, until: 40 }), [[0, 20]]);
    });

    it("of looks is cut where looks are missing", () => {
        const points = [0, 5, 10, 15, 60, 65].map((one) => ({ at: at(one), value: 1 }));
        assert.deepEqual(
            lookSegments(points).map(({ length }) => length),
            [4, 2],
        );
    });

    it("of counters has no value where a counter restarted or was not scraped", () => {
        const counters = [countersAt(5), countersAt(10), countersAt(1), { at: second(20) }, countersAt(25)];
        const later = counters.map((one, index) => ({ ...one, at: second(5 * index) }));
        assert.deepEqual(
            growthOf(later, "new", answersPerSecond).map(({ value }) => value),
            [10],
        );
        assert.deepEqual(growthOf([countersAt(5), { ...countersAt(5), at: second(10) }], "new", errorPercent), []);
    });
});

describe("an axis", () => {
    it("has round values within its range", () => {
        assert.deepEqual(ticksOf(0, 100, 4), [0, 25, 50, 75, 100]);
        assert.deepEqual(ticksOf(94, 100, 4), [94, 96, 98, 100]);
        assert.deepEqual(ticksOf(5, 5, 4), [5]);
    });

    it("has round times, at most as many as fit", () => {
        const from = Date.parse(second(7));
        assert.deepEqual(
            timeTicks(from, from + 60_000, 4).map((time) => new Date(time).toISOString()),
            [second(15), second(30), second(45), second(60)],
        );
        assert.ok(timeTicks(from, from + 86_400_000, 3).length <= 3);
    });
});

describe("the figure", () => {
    it("keeps every mark and label within its width", () => {
        for (const width of [1040, 360] as const) {
            const picture = figureOf(
                { ...sample, rollout: { namespace: "n".repeat(63), name: "r".repeat(200) } },
                width,
                true,
            );
            const xs = [...picture.matchAll(/\s(?:x|x1|x2|cx)="(-?[\d.]+)"/g)].map(([, x]) => Number(x));
            assert.ok(
                xs.every((x) => x >= 0 && x <= width),
                `${String(Math.max(...xs))} > ${String(width)}`,
            );
            assert.doesNotMatch(picture, /NaN|Infinity|undefined/);
        }
    });

    it("puts the label of a limit where it hides no measurement", () => {
        const at = (seconds: number) => ({ at: second(seconds), value: 560, text: "[560]", phase: "Failed" });
        const place = (measurements: ReturnType<typeof at>[]) => {
            const metrics = sample.metrics.slice(0, 1).map((metric) => ({ ...metric, measurements }));
            const [, anchor, baseline] =
                /<text class="limit-label halo" text-anchor="(\w+)" x="[\d.]+" y="([\d.]+)">must be &lt; 500/.exec(
                    figureOf({ ...sample, metrics, startedAt: second(0) }, 360),
                ) ?? [];
            return [anchor, baseline];
        };
        const [free, hidden] = [place([at(58)]), place([at(8)])];
        assert.equal(free[0], "start");
        assert.notDeepEqual(hidden, free);
    });

    it("breaks a reason into lines, also within a long word", () => {
        assert.deepEqual(wrapped("one two three", 70), ["one two", "three"]);
        assert.deepEqual(wrapped("x".repeat(25), 67), ["x".repeat(10), "x".repeat(10), "x".repeat(5)]);
    });
});
