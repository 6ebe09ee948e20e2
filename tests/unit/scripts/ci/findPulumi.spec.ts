import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { findPulumi } from "../../../../scripts/ci/findPulumi";
import { checkout } from "../../../../scripts/local/home";
import { FakeEngine } from "../../../support/pulumi/fakeEngine";

describe("the pulumi that a pipeline runs", () => {
    const engine = new FakeEngine();
    const empty = mkdtempSync(join(tmpdir(), "empty-"));
    const onPath = { PATH: join(engine.home, "bin") };
    after(() => {
        engine.remove();
        rmSync(empty, { recursive: true });
    });

    it("is the one that PULUMI names, wherever the project is", () => {
        assert.equal(findPulumi({ ...onPath, PULUMI: "scripts/pulumi" }), resolve("scripts/pulumi"));
        assert.equal(findPulumi({ ...onPath, PULUMI: "pulumi-3.220" }), "pulumi-3.220");
    });

    it("is else the one on PATH, and else the one that is built here", () => {
        assert.equal(findPulumi({ ...onPath, PULUMI: "" }, engine.home), "pulumi");
        assert.equal(findPulumi({ PATH: empty }, engine.home), join(checkout, "scripts", "pulumi"));
    });

    it("is asked for where there is none, rather than built", () => {
        assert.throws(
            () => findPulumi({ PATH: empty }, empty),
            /^UserError: pulumi is not on PATH; install it .*, let PULUMI name it, or/,
        );
    });
});
