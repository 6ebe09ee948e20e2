import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { checkout } from "../../../../scripts/local/home";

interface Workflow {
    readonly jobs: Readonly<
        Record<string, { readonly steps: readonly { readonly name?: string; readonly run: string }[] }>
    >;
}

const digest = `sha256:${"ab".repeat(32)}`;

describe("a step of the workflows to copy", function () {
    this.timeout("30s");
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "steps-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });

    const file = (name: string) => join(folder, name);
    const textOf = (name: string) => (existsSync(file(name)) ? readFileSync(file(name), "utf8") : "");

    /** Runs it as GitHub does, with a program of its name that stands in. */
    async function run(workflow: string, name: string, [program, text]: readonly [string, string], env: object) {
        const path = join(checkout, "examples", "ci", "github", workflow);
        const { jobs } = parse(readFileSync(path, "utf8")) as Workflow;
        const step = Object.values(jobs)
            .flatMap(({ steps = [] }) => steps)
            .find((one) => one.name === name);
        writeFileSync(file(program), `#!/usr/bin/env bash\n${text}\n`);
        chmodSync(file(program), 0o755);
        return execa("bash", ["-e", "-c", step?.run ?? "exit 99"], {
            ...{ cwd: folder, reject: false },
            env: { ...env, PATH: `${folder}${delimiter}${process.env["PATH"] ?? ""}`, GITHUB_OUTPUT: file("output") },
        });
    }

    const image = { REPOSITORY: "example.com/shop", TAG: "c0ffee" };

    it("hands the image on by the digest that its tag has", async () => {
        const docker = `[[ " $* " == *" example.com/shop:c0ffee "* ]] && echo ${digest}`;
        assert.equal((await run("deploy.yml", "digest", ["docker", docker], image)).exitCode, 0);
        assert.equal(textOf("output"), `image=example.com/shop@${digest}\n`);
    });

    it("fails where the registry does not know the tag, and hands nothing on", async () => {
        assert.equal((await run("deploy.yml", "digest", ["docker", "exit 1"], image)).exitCode, 1);
        assert.equal(textOf("output"), "");
    });

    const gh = 'echo "$*" >>calls; [[ $* != *--paginate* ]] || printf "%s" "$EARLIER"';
    for (const [what, earlier, expected] of [
        ["writes a comment where there is none", "", /^pr comment 12 --body-file comment\.md$/],
        [
            "replaces its comment",
            "71\n72\n",
            /^api --method PATCH \S+\/issues\/comments\/71 --field body=@comment\.md$/,
        ],
    ] as const) {
        it(what, async () => {
            writeFileSync(file("preview.md"), "## Preview of dev\n");
            const env = { EARLIER: earlier, STACK: "dev", PULL_REQUEST: "12", GITHUB_REPOSITORY: "acme/shop" };
            const { exitCode, stderr } = await run("pull-request.yml", "comment", ["gh", gh], env);
            assert.equal(exitCode, 0, stderr);
            assert.equal(textOf("comment.md"), "<!-- preview of dev -->\n## Preview of dev\n");
            const [listed = "", wrote = "", ...more] = textOf("calls").trim().split("\n");
            assert.match(
                listed,
                /^api --paginate repos\/acme\/shop\/issues\/12\/comments --jq .*<!-- preview of dev -->/,
            );
            assert.match(wrote, expected);
            assert.deepEqual(more, []);
        });
    }
});
