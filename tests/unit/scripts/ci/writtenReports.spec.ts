import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeReport } from "../../../../components/src/report/write";
import { annotate, annotationsOf } from "../../../../scripts/ci/annotations";
import { reportsOf } from "../../../../scripts/ci/reports";
import { deploySummary, type Run } from "../../../../scripts/ci/summaries";
import { sample } from "../../../support/report/sample";
import { closed, diagnostic, done, planned } from "./events";

const update = planned("update", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });
const status = diagnostic("[03:04:02] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/5\n");
const errors = "shop/cart%3A answers with 5xx";

describe("the reports of an update in a pipeline", () => {
    const folder = mkdtempSync(join(tmpdir(), "reports-"));
    after(() => {
        rmSync(folder, { recursive: true });
    });
    let failed: Run;
    let path: string;
    before(async () => {
        path = await writeReport(folder, sample);
        const line = diagnostic(`[03:05:00] Note: report: ${path}\n`);
        const failure = diagnostic(`error: ${sample.sentence}; report: ${path}\n`, "error");
        const events = [update, status, line, line, failure, diagnostic("update failed", "error"), closed(false)];
        failed = { stack: "prod", exitCode: 255, events };
    });

    it("are the summary, with the sentence once, and the gate's lines folded below", () => {
        const reports = reportsOf(failed.events);
        assert.equal(reports.length, 1);
        // The lines of an update with several gates have the rollout's name.
        const named = diagnostic(`[03:05:00] shop/cart: Note: report: ${path}\n`);
        assert.deepEqual(reportsOf([named]), reports);
        const text = deploySummary(failed, reports);
        assert.match(text, /^## Update of prod: failed\n\n### ❌ shop\/cart: Aborted\n/);
        assert.match(text, /\n#### Metrics\n\n\| Metric \| Must be \|/);
        assert.equal(text.split(sample.sentence).length - 1, 1);
        assert.match(text, /<summary>The rollout, line by line<\/summary>\n\n```text\n\[03:04:02\] Status: Paused/);
        assert.doesNotMatch(text, /pulumi reported only/);
    });

    it("take the place of the verdict in the outputs", async () => {
        const good = await writeReport(folder, { ...sample, startedAt: "2026-01-02T04:00:00.000Z", success: true });
        const outputs = { outcome: "Promoted", revision: 2, image: "cart:2", evidence: { notes: ["of the outputs"] } };
        const run = {
            ...{ stack: "prod", exitCode: 0 },
            events: [
                diagnostic(`[03:05:00] Note: report: ${good}\n`),
                done("update", { type: "pulumi:pulumi:Stack", new: outputs }),
                closed(false),
            ],
        };
        assert.match(deploySummary(run, []), /of the outputs/);
        const text = deploySummary(run, reportsOf(run.events));
        assert.match(text, /^## Update of prod: Promoted\n\n### ✅ shop\/cart/);
        assert.doesNotMatch(text, /of the outputs/);
    });

    it("leave an error of something else in the summary", () => {
        const other = diagnostic("error: the database is full\n", "error");
        const text = deploySummary({ ...failed, events: [other, ...failed.events] }, reportsOf(failed.events));
        assert.match(text, /```text\nerror: the database is full\n```/);
    });

    it("are left out where they were removed", () => {
        rmSync(dirname(path), { recursive: true });
        assert.deepEqual(reportsOf(failed.events), []);
        assert.match(deploySummary(failed, reportsOf(failed.events)), /was aborted by this gate/);
    });
});

describe("the annotations of a failed update", () => {
    const run: Run = {
        stack: "prod",
        exitCode: 255,
        events: [diagnostic("error: the image, 100 % bad\n::warning::x", "error")],
    };

    const other = "::error title=update of prod::error: the image, 100 %25 bad%0A::warning::x";

    it("name each failing metric, share and signal with its numbers, the sentence, and what no report has", () => {
        const failure = diagnostic(`error: ${sample.sentence}; report: /r/report.html\n`, "error");
        const events = [failure, ...run.events];
        const commands = annotationsOf({ ...run, events }, [{ path: "/r/report.html", markdown: "", content: sample }]);
        assert.deepEqual(commands.slice(0, 3), [
            "::error title=shop/cart%3A step 3 at weight 50::the share does not match: 80 of 800 requests, plausible are 355 to 445",
            "::error title=shop/cart%3A p99-latency must be < 500 ms::Failed: last measured NaN (Error)",
            `::error title=${errors}::rejected (worse): the new version 25 of 250, the stable version 0 of 750, threshold 0.05`,
        ]);
        assert.deepEqual(commands.slice(3), [`::error title=shop/cart%3A Aborted::${sample.sentence}`, other]);
    });

    it("are at most the ten that GitHub shows", () => {
        const metrics = Array.from({ length: 20 }, () => sample.metrics).flat();
        const content = { ...sample, metrics };
        assert.equal(annotationsOf(run, [{ path: "", markdown: "", content }]).length, 10);
    });

    it("are pulumi's errors where there is no report, and no line of them is a command", () => {
        assert.deepEqual(annotationsOf(run, []), [other]);
    });

    it("are empty after a success", () => {
        assert.deepEqual(annotationsOf({ ...run, exitCode: 0 }, [{ path: "", markdown: "", content: sample }]), []);
    });

    it("are printed in GitHub Actions alone", () => {
        const written: string[] = [];
        const write = (text: string) => void written.push(text);
        annotate(["::error::a"], {}, write);
        assert.deepEqual(written, []);
        annotate(["::error::a"], { GITHUB_ACTIONS: "true" }, write);
        assert.deepEqual(written, ["::error::a\n"]);
    });
});
