import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { report } from "../../../../components/src/cli/report";
import { writeReport } from "../../../../components/src/report/write";
import { sample, second } from "../../../support/report/sample";
import { exitCodeOfRejection } from "./cluster";

describe("canary-delivery report", () => {
    let folder: string;
    let lines: string[];
    const rollout = sample.rollout;
    const run = (format: "json" | "markdown" = "markdown") =>
        report(folder, rollout, format, (line) => lines.push(line));

    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "report-"));
        lines = [];
    });
    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    it("prints the last one as Markdown with its path, or as its JSON", async () => {
        await writeReport(folder, sample);
        const last = { ...sample, startedAt: second(90), sentence: "the last one" };
        const path = await writeReport(folder, last);
        await mkdir(join(folder, rollout.namespace, rollout.name, "20270101T000000-000Z.unfinished"));
        assert.equal(await run(), 1);
        assert.match(lines[0] ?? "", /the last one/);
        assert.ok(lines[0]?.endsWith(path));
        await run("json");
        assert.deepEqual(JSON.parse(lines[1] ?? ""), JSON.parse(JSON.stringify(last)));
    });

    for (const [outcome, success, code] of [
        ["Promoted", true, 0],
        ["Unobserved", true, 0],
        ["Superseded", false, 1],
        ["TimedOut", false, 3],
        ["Inconclusive", false, 4],
        ["Unproven", false, 4],
    ] as const) {
        it(`ends with ${code} for an update that ended as ${outcome}`, async () => {
            await writeReport(folder, { ...sample, outcome, success });
            assert.equal(await run(), code);
        });
    }

    it("rejects a folder without a report as wrong usage", async () => {
        assert.equal(await exitCodeOfRejection(run()), 2);
        await mkdir(join(folder, rollout.namespace, rollout.name), { recursive: true });
        assert.equal(await exitCodeOfRejection(run()), 2);
    });
});
