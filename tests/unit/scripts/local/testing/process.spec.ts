import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { check, mocha, mochaCounts } from "../../../../../scripts/local/testing/process";

describe("the output of mocha", () => {
    it("is counted by its closing lines", () => {
        const lines = ["  ✔ works", "", "  12 passing (3s)", ""];
        assert.deepEqual(mochaCounts("unit", 0, lines), { passed: 12, failed: 0, failures: [] });
    });

    it("counts a pending test as failed", () => {
        const { passed, failed, failures } = mochaCounts("unit", 0, ["  - later", "  2 passing (1s)", "  1 pending"]);
        assert.deepEqual({ passed, failed }, { passed: 2, failed: 1 });
        assert.deepEqual(failures, [{ name: "unit", lines: ["  2 passing (1s)", "  1 pending"] }]);
    });

    it("is repeated from its closing lines on where a test failed, colours or not", () => {
        const end = ["\u001b[32m  2 passing\u001b[0m", "\u001b[31m  1 failing\u001b[0m", "  1) a: b:", "     Error: c"];
        const counts = mochaCounts("e2e pause", 1, ["  1) b", ...end]);
        assert.deepEqual(counts, { passed: 2, failed: 1, failures: [{ name: "e2e pause", lines: end }] });
    });

    it("has failed if mocha ended without a report", () => {
        const lines = ["Error: Cannot find module"];
        assert.deepEqual(mochaCounts("unit", 1, lines), { passed: 0, failed: 1, failures: [{ name: "unit", lines }] });
        assert.equal(mochaCounts("unit", 1, ["  2 passing (1s)"]).failed, 1);
    });
});

describe("a process of the tests", function () {
    this.timeout("60s");
    let folder: string;
    before(() => {
        folder = mkdtempSync(join(tmpdir(), "specs-"));
    });
    after(() => {
        rmSync(folder, { recursive: true });
    });

    const spec = (name: string, text: string) => {
        const file = join(folder, `${name}.spec.ts`);
        writeFileSync(file, text);
        return file;
    };

    it("has the given environment, and is reported line by line", async () => {
        const file = spec("good", `it("works", () => { if (process.env["GIVEN"] !== "yes") throw new Error(); });`);
        const reported: string[] = [];
        const counts = await mocha("good", [file], { GIVEN: "yes" }, (line) => reported.push(line));
        assert.deepEqual(counts, { passed: 1, failed: 0, failures: [] });
        assert.match(reported.join("\n"), /✔ works/);
    });

    it("rejects .only", async () => {
        const counts = await mocha("only", [spec("only", `it.only("works", () => undefined);`)], {}, () => undefined);
        assert.equal(counts.failed, 1);
        assert.match(counts.failures[0]?.lines.join("\n") ?? "", /forbid-?only|`\.only` (is )?forbidden/i);
    });

    it("counts as one test where it checks", async () => {
        const quiet = () => undefined;
        const bad = ["-e", "console.error('bad'); process.exit(3)"];
        assert.deepEqual(await check("lint", "node", ["-e", ""], quiet), { passed: 1, failed: 0, failures: [] });
        const failures = [{ name: "lint", lines: ["bad"] }];
        assert.deepEqual(await check("lint", "node", bad, quiet), { passed: 0, failed: 1, failures });
    });
});
