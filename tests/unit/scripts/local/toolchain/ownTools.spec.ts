import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findOwnTools } from "../../../../../scripts/local/toolchain/ownTools";
import { versions } from "../../../../../scripts/local/versions";

describe("a user's own tools", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "canary-own-tools-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const install = (path: string, output = "") => {
        const file = join(folder, path);
        mkdirSync(join(file, ".."), { recursive: true });
        writeFileSync(file, `#!/bin/sh\necho '${output}'\n`);
        chmodSync(file, 0o755);
        return file;
    };
    const find = () => findOwnTools({ PATH: join(folder, "bin"), PULUMI_HOME: join(folder, "home") });

    it("are used in the pinned versions", async () => {
        const pulumi = install("bin/pulumi", `v${versions.pulumi}`);
        const host = install("bin/pulumi-language-nodejs");
        const plugin = `home/plugins/resource-kubernetes-v${versions.pulumiKubernetes}/pulumi-resource-kubernetes`;
        const provider = install(plugin);
        assert.deepEqual(await find(), {
            pulumi: { path: pulumi },
            "pulumi-language-nodejs": { path: host },
            "pulumi-resource-kubernetes": { path: provider },
        });
    });

    it("are not used in another version, each for its reason", async () => {
        const pulumi = install("bin/pulumi", "v3.1.0");
        install("bin/pulumi-language-nodejs");
        install("home/plugins/resource-kubernetes-v4.0.0/pulumi-resource-kubernetes");
        const problem = `${pulumi} must be version ${versions.pulumi}, got 3.1.0`;
        const provider = `resource-kubernetes-v${versions.pulumiKubernetes}/pulumi-resource-kubernetes`;
        assert.deepEqual(await find(), {
            pulumi: { problem },
            "pulumi-language-nodejs": { problem },
            "pulumi-resource-kubernetes": { problem: `${join(folder, "home/plugins", provider)} does not exist` },
        });
    });

    it("need not exist", async () => {
        assert.deepEqual((await find()).pulumi, { problem: "pulumi is not on PATH" });
    });
});
