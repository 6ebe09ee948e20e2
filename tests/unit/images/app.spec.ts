import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { appFolder, appKey, nodeImage } from "../../../scripts/local/images/app";

describe("the demo service's image", () => {
    let copy: string;
    beforeEach(() => {
        copy = mkdtempSync(join(tmpdir(), "app-"));
        cpSync(appFolder, copy, { recursive: true, filter: (path) => !/\/(node_modules|dist)$/.test(path) });
    });
    afterEach(() => {
        rmSync(copy, { recursive: true });
    });

    it("has one key wherever its sources lie, built or not", () => {
        mkdirSync(join(copy, "dist"));
        writeFileSync(join(copy, "dist", "server.js"), "");
        assert.equal(appKey("v1", copy), appKey("v1", appFolder));
    });

    it("has another key for another tag and for changed sources", () => {
        const before = appKey("v1", copy);
        assert.notEqual(appKey("v2", copy), before);
        writeFileSync(join(copy, "src", "service.ts"), "// slow");
        assert.notEqual(appKey("v1", copy), before);
    });

    it("is built from the Node image that stands in for a registry's", () => {
        const bases = [...readFileSync(join(appFolder, "Containerfile"), "utf8").matchAll(/^FROM (\S+)/gm)];
        assert.deepEqual(new Set(bases.map(([, name]) => name)), new Set([nodeImage]));
    });
});
