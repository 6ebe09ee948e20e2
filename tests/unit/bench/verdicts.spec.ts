import assert from "node:assert/strict";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planOf, remaining } from "../../bench/verdicts/plan";
import { openProgress } from "../../bench/verdicts/progress";

describe("the updates of the verdict benchmark", () => {
    const count = (label: string, judged: boolean) =>
        planOf(5, 5).filter((update) => update.kind.label === label && update.judged === judged).length;

    it("are at least 20 good and 40 bad ones by default, with the judge and without", () => {
        for (const judged of [true, false]) {
            assert.ok(count("good", judged) >= 20);
            assert.ok(count("bad", judged) >= 40);
        }
    });

    it("are none by the article's analysis alone if it gets no round", () => {
        const judged = planOf(1, 0).filter((update) => update.judged);
        assert.deepEqual(planOf(1, 0), judged);
        assert.equal(judged.length, 16);
    });

    it("are the same after an early end, less those that have ended", () => {
        const plan = planOf(2, 1);
        const [first] = plan;
        assert.ok(first);
        const ended = { kind: first.kind.name, judge: true };
        assert.deepEqual(remaining(plan, [ended]), plan.slice(1));
        const left = remaining(plan, [ended, { kind: "11 % errors", judge: false }]);
        assert.equal(left.length, plan.length - 2);
        const eleven = left.filter(({ kind }) => kind.name === "11 % errors");
        assert.deepEqual(
            eleven.map(({ judged }) => judged),
            [true, true],
        );
        assert.deepEqual(
            remaining(
                plan,
                plan.map(({ kind, judged }) => ({ kind: kind.name, judge: judged })),
            ),
            [],
        );
    });
});

describe("the progress of the verdict benchmark", () => {
    let folder: string;

    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "progress-"));
    });

    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    it("keeps every result for a run that goes on, and none for a new one", () => {
        const file = join(folder, "logs", "progress.jsonl");
        openProgress<number>(file, false).add(1);
        const later = openProgress<number>(file, true);
        later.add(2);
        assert.deepEqual(later.results, [1, 2]);
        assert.deepEqual(openProgress<number>(file, true).results, [1, 2]);
        // The part of a line that a killed process left.
        appendFileSync(file, '{"kind":"no fa');
        openProgress<number>(file, true).add(3);
        assert.deepEqual(openProgress<number>(file, true).results, [1, 2, 3]);
        assert.deepEqual(openProgress<number>(file, false).results, []);
    });
});
