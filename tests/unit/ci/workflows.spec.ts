import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { versions } from "../../../components/versions";
import { checkout } from "../../../scripts/local/home";

const examples = join(checkout, "examples", "ci");
const github = readdirSync(join(examples, "github")).map((file) => join(examples, "github", file));
const files = [...github, join(examples, "gitlab", ".gitlab-ci.yml")];

interface Step {
    readonly run?: string;
    readonly if?: string;
}

interface Workflow {
    readonly permissions?: object;
    readonly jobs: Readonly<Record<string, { readonly steps?: readonly Step[] }>>;
}

const stepsOf = (file: string) =>
    Object.values((parse(readFileSync(file, "utf8")) as Workflow).jobs).flatMap(({ steps = [] }) => steps);

describe("the workflows to copy", function () {
    this.timeout("30s");

    it("call scripts that there are, with options that they have", async () => {
        const calls = files.flatMap((file) =>
            // A call goes on over lines that end in a backslash, or are folded by YAML.
            [...readFileSync(file, "utf8").matchAll(/scripts\/ci\/(\w+)((?:.*\\\n)*.*(?:\n +--set.*)*)/g)].filter(
                ([text]) => !text.includes("#"),
            ),
        );
        const called = [...new Set(calls.map(([, script = ""]) => script))].sort();
        assert.deepEqual(called, ["deploy", "drift", "ephemeral", "preview"]);
        const helps = new Map<string, string>();
        for (const script of called) {
            const entry = join(checkout, "scripts", "ci", "commands", `${script}.ts`);
            const env = { TS_NODE_PROJECT: join(checkout, "tsconfig.json") };
            const node = ["--require", "ts-node/register/transpile-only", entry, "--help"];
            helps.set(script, (await execa("node", node, { cwd: checkout, env })).stdout);
        }
        for (const [text, script = ""] of calls) {
            for (const [option] of text.matchAll(/--[a-z-]+/g)) {
                assert.ok(helps.get(script)?.includes(` ${option}`), `${option} in ${text}`);
            }
        }
    });

    it("use the Pulumi that everything here is tested with", () => {
        const used = files.flatMap((file) =>
            [...readFileSync(file, "utf8").matchAll(/(?:pulumi-version: |--version )(\S+)/g)].map(
                ([, version]) => version,
            ),
        );
        assert.ok(used.length >= 5);
        assert.deepEqual([...new Set(used)], [versions.pulumi]);
    });

    it("are shell that bash can read, which lets a signal through to the script", async () => {
        for (const { run } of github.flatMap(stepsOf).filter((step) => step.run !== undefined)) {
            const shell = (run ?? "").replaceAll(/\$\{\{.*?\}\}/g, "value");
            await execa("bash", ["-n"], { input: shell });
            assert.ok(!shell.includes("scripts/ci/") || shell.startsWith("exec "), shell);
        }
    });

    it("take no text of a stranger's into a shell", () => {
        for (const { run = "" } of github.flatMap(stepsOf)) {
            assert.doesNotMatch(run, /\$\{\{(?! *matrix\.)/);
        }
    });

    it("have no more than they need of the repository, and remove an environment in any case", () => {
        for (const file of github) {
            assert.ok((parse(readFileSync(file, "utf8")) as Workflow).permissions, file);
        }
        const removal = stepsOf(join(examples, "github", "ephemeral.yml")).at(-1);
        assert.equal(removal?.if, "always()");
        assert.match(removal.run ?? "", /--destroy$/);
    });
});
