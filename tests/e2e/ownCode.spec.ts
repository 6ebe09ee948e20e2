import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { checkout } from "../../scripts/local/home";
import { appOf } from "./support/app";
import { assertFailed } from "./support/pulumiRuns";

describe("a version with slow code", function () {
    this.timeout("15m");
    const app = appOf("own-code");

    it("is rolled back, too", async () => {
        const sources = mkdtempSync(join(tmpdir(), "canary slow app "));
        try {
            cpSync(join(checkout, "app"), sources, { recursive: true });
            const service = join(sources, "src", "service.ts");
            const good = readFileSync(service, "utf8");
            const slow = good.replace("if (delayMs > 0) await delay(delayMs);", "await delay(600);");
            assert.notEqual(slow, good);
            writeFileSync(service, slow);
            await execa(join(checkout, "scripts", "cluster"), ["image", "slow", sources]);
        } finally {
            rmSync(sources, { recursive: true });
        }
        await app.deploy("v1");
        const run = await app.up("slow");
        assertFailed(run);
        assert.match(gateFailureOf(run.output) ?? run.output, / was aborted by this gate at .* slower than 500 ms /);
    });
});
