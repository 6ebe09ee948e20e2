import assert from "node:assert/strict";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../scripts/local/home";

const scripts = join(checkout, "scripts");
const startersIn = (folder: string) =>
    readdirSync(join(scripts, folder))
        .map((name) => join(folder, name))
        .filter((path) => !path.includes(".") && statSync(join(scripts, path)).isFile());
const starters = [...startersIn(""), ...startersIn("ci")];

describe("the starters in scripts", function () {
    // The first start on a fresh clone compiles the packages; on a busy machine that takes minutes.
    this.timeout("10m");

    it("are these", () => {
        const ci = ["deploy", "drift", "ephemeral", "preview"].map((name) => join("ci", name));
        assert.deepEqual(starters.sort(), [...ci, "cluster", "demo", "pulumi", "rollout", "test"].sort());
    });

    for (const starter of starters) {
        it(`scripts/${starter} calls run.sh with the program of its name`, () => {
            const text = readFileSync(join(scripts, starter), "utf8");
            const [, up = "", entry = ""] = /\/((?:\.\.\/)*)run\.sh" (\S+) "\$@"\n$/.exec(text) ?? [];
            assert.equal(relative(scripts, join(scripts, starter, "..", up)), "");
            assert.ok(existsSync(join(scripts, `${entry}.ts`)), entry);
            assert.equal(entry.split("/").at(-1), starter.split("/").at(-1));
        });
    }

    it("show a help on a fresh clone, without its packages, and install nothing", async () => {
        const clone = mkdtempSync(join(tmpdir(), "clone-"));
        try {
            cpSync(scripts, join(clone, "scripts"), { recursive: true });
            writeFileSync(join(clone, "package-lock.json"), "{}");
            const before = readdirSync(clone);
            for (const starter of starters) {
                const { stdout } = await execa(join(clone, "scripts", starter), ["--help"], { cwd: tmpdir() });
                assert.equal(stdout.split("\n")[0], `Usage: scripts/${starter} [arguments]`);
            }
            assert.deepEqual(readdirSync(clone), before);
        } finally {
            rmSync(clone, { recursive: true });
        }
    });

    it("start from any folder, and show their help without a build", async () => {
        const home = mkdtempSync(join(tmpdir(), "home-"));
        try {
            const env = { CANARY_DELIVERY_HOME: home };
            for (const args of [["--help"], ["up", "--help"], ["-h"]]) {
                const { stdout } = await execa(join(scripts, "pulumi"), args, { cwd: tmpdir(), env });
                assert.match(stdout, /^Usage: scripts\/pulumi /);
            }
            assert.deepEqual(readdirSync(home), []);
        } finally {
            rmSync(home, { recursive: true });
        }
    });
});
