import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentKey, lookup, make } from "../../../../../scripts/local/toolchain/cache";

describe("the cache of built programs", () => {
    let root: string;
    beforeEach(() => {
        root = mkdtempSync(join(tmpdir(), "canary-cache-"));
    });
    afterEach(() => {
        rmSync(root, { recursive: true });
    });

    const recipe = (key: string, fill: (folder: string) => void) => ({
        name: "program",
        key,
        make: (folder: string) => {
            fill(folder);
            return Promise.resolve({ version: "1.2.3", source: "a test" });
        },
    });

    it("finds an entry under the key that it was made with, and only there", async () => {
        const first = recipe("aaaa", (folder) => {
            writeFileSync(join(folder, "bin"), "first");
        });
        assert.equal(lookup(root, first), undefined);
        const made = await make(root, first);
        assert.equal(made.origin, "built");
        const found = lookup(root, first);
        assert.equal(found?.origin, "cache");
        assert.equal(found.version, "1.2.3");
        assert.ok(existsSync(join(found.folder, "bin")));
        assert.equal(lookup(root, { ...first, key: "bbbb" }), undefined);
    });

    it("never uses a half-written entry, and starts the next one from an empty folder", async () => {
        const failing = recipe("aaaa", (folder) => {
            writeFileSync(join(folder, "half"), "");
            throw new Error("the build broke");
        });
        await assert.rejects(make(root, failing), /the build broke/);
        assert.equal(lookup(root, failing), undefined);
        const whole = recipe("aaaa", (folder) => {
            assert.deepEqual(readdirSync(folder), []);
        });
        assert.equal((await make(root, whole)).origin, "built");
    });

    it("keys by content and by where one part ends", () => {
        assert.equal(contentKey(["a", "b"]), contentKey(["a", "b"]));
        assert.notEqual(contentKey(["a", "b"]), contentKey(["ab"]));
        assert.notEqual(contentKey(["a", "b"]), contentKey(["b", "a"]));
    });
});
