import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "yaml";
import { settingsText } from "../../../../scripts/local/stackSettings";

describe("a stack's settings file", () => {
    let folder: string;
    let file: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "settings-"));
        writeFileSync(join(folder, "Pulumi.dev.yaml"), "config: {shop:image: a, shop:window: 30s}\n");
        writeFileSync(
            join(folder, "Pulumi.prod.yaml"),
            "encryptionsalt: theirs\nconfig: {shop:image: b, shop:protect: 'true'}\n",
        );
        file = join(folder, "Pulumi.e2e.yaml");
        writeFileSync(file, "encryptionsalt: own\nconfig: {shop:left: over}\n");
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const made = (settings: Record<string, unknown>, committed?: "Pulumi.prod.yaml") =>
        parse(
            settingsText(
                { project: { name: "shop", folder }, ...(committed && { settings: committed }) },
                file,
                settings,
            ),
        ) as Record<string, unknown>;

    it("holds the project's committed dev settings with its own on top, and nothing of before", () => {
        assert.deepEqual(made({ image: "c" })["config"], { "shop:image": "c", "shop:window": "30s" });
    });

    it("holds another environment's where they are named", () => {
        assert.deepEqual(made({ replicas: "3" }, "Pulumi.prod.yaml")["config"], {
            "shop:image": "b",
            "shop:protect": "true",
            "shop:replicas": "3",
        });
    });

    it("holds its own alone where the project has no committed ones, unless some are named", () => {
        rmSync(join(folder, "Pulumi.dev.yaml"));
        rmSync(join(folder, "Pulumi.prod.yaml"));
        assert.deepEqual(made({ image: "c" })["config"], { "shop:image": "c" });
        assert.throws(() => made({ image: "c" }, "Pulumi.prod.yaml"), /Pulumi\.prod\.yaml/);
    });

    it("leaves out what is undefined, so that the program's default applies", () => {
        assert.deepEqual(made({ window: undefined })["config"], { "shop:image": "a" });
    });

    it("keeps the salt that pulumi wrote for this stack", () => {
        assert.equal(made({}, "Pulumi.prod.yaml")["encryptionsalt"], "own");
    });
});
