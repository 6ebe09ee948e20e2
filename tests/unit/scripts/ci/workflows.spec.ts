import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { versions } from "../../../../scripts/local/versions";
import { checkout } from "../../../../scripts/local/home";

const examples = join(checkout, "examples", "ci");
const github = readdirSync(join(examples, "github")).map((file) => join(examples, "github", file));
const files = [...github, join(examples, "gitlab", ".gitlab-ci.yml")];

interface Step {
    readonly uses?: string;
    readonly run?: string;
    readonly if?: string;
}

interface Job {
    readonly steps?: readonly Step[];
    readonly env?: object;
    readonly concurrency?: unknown;
    readonly with?: { readonly image?: string };
}

interface Workflow {
    readonly permissions?: object;
    readonly env?: object;
    readonly jobs: Readonly<Record<string, Job>>;
}

const workflow = (file: string) => parse(readFileSync(file, "utf8")) as Workflow;
const stepsOf = (file: string) => Object.values(workflow(file).jobs).flatMap(({ steps = [] }) => steps);

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

    it("hide no program's failure in words", () => {
        for (const { run = "" } of github.flatMap(stepsOf)) {
            assert.doesNotMatch(run, /\b(echo|printf|export) .*\$\(/);
        }
    });

    it("pin third-party actions by commit, with a comment that names the version", () => {
        const used = github.flatMap((file) => [...readFileSync(file, "utf8").matchAll(/uses: (?!\.\/)(.*)/g)]);
        assert.ok(used.length >= 12);
        for (const [, action = ""] of used) {
            assert.match(action, /^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+/);
        }
        // One action is the same everywhere.
        assert.equal(new Set(used.map(([, action = ""]) => action.split(/[;]/)[0])).size, 4);
    });

    it("give secrets to the steps that need them, and none to what others wrote", () => {
        for (const file of github) {
            for (const { env, steps = [] } of Object.values(workflow(file).jobs)) {
                assert.doesNotMatch(JSON.stringify([workflow(file).env ?? {}, env ?? {}]), /secrets\./, file);
                const others = steps.filter(({ uses = "" }) => uses !== "" && !uses.startsWith("docker/login-action@"));
                assert.doesNotMatch(JSON.stringify(others), /secrets\./, file);
            }
        }
    });

    it("bring one image to all environments", () => {
        const { jobs } = workflow(join(examples, "github", "deploy.yml"));
        const images = Object.values(jobs).flatMap((job) => job.with?.image ?? []);
        assert.deepEqual(images, Array(2).fill("${{ needs.image.outputs.image }}"));
    });

    it("let no check wait in an update's place", () => {
        const { jobs } = workflow(join(examples, "github", "drift.yml"));
        assert.deepEqual(
            Object.values(jobs).map(({ concurrency }) => concurrency),
            [undefined],
        );
    });

    it("have no more than they need of the repository, and remove an environment in any case", () => {
        for (const file of github) {
            assert.ok(workflow(file).permissions, file);
        }
        const removal = stepsOf(join(examples, "github", "ephemeral.yml")).at(-1);
        assert.equal(removal?.if, "always()");
        assert.match(removal.run ?? "", /--destroy$/);
    });
});
