import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalog } from "../../../policies/src/catalog";
import { run } from "../../../policies/src/manifests/run";
import { secretText, today } from "../ruleSpec";
import { jsonOf } from "./findings";

const broken = "tests/fixtures/policies/broken";
const baseline = "tests/policy/baseline.yaml";

/** A list of ten aliases of the previous list. */
const aliases = (key: string, before: string) => `${key}: &${key} [${Array(10).fill(`*${before}`).join(", ")}]`;

describe("the policies over plain manifests", () => {
    let folder: string;
    beforeEach(() => {
        folder = mkdtempSync(join(tmpdir(), "manifests-"));
    });
    afterEach(() => {
        rmSync(folder, { recursive: true });
    });
    const write = (name: string, content: string) => {
        const path = join(folder, name);
        writeFileSync(path, content);
        return path;
    };
    const check = (...args: string[]) => run(args, catalog, today);
    const assertRejected = (args: readonly string[], problems: readonly string[]) => {
        const { exitCode, stdout, stderr } = check(...args);
        const lines = problems.map((problem) => `  ${problem}\n`).join("");
        assert.equal(stderr, `nothing was checked:\n${lines}canary-policies --help shows the usage\n`);
        assert.deepEqual([exitCode, stdout], [2, ""]);
    };

    it("exit with 0 if nothing is broken", () => {
        assert.deepEqual(
            check(
                "--manifests",
                baseline,
                "--config",
                write(
                    "config.json",
                    '{"images-from-allowed-registries": "disabled", "no-retired-controllers": "disabled"}',
                ),
            ),
            {
                exitCode: 0,
                stdout: "12 objects checked: 0 mandatory, 0 advisory\n",
                stderr: "",
            },
        );
    });

    it("exit with 1 if a mandatory rule is broken, and name the rule, the object, the fix and the place", () => {
        const { exitCode, stdout } = check("--manifests", broken);
        assert.equal(exitCode, 1);
        assert.ok(
            new RegExp(
                `^ClusterRoleBinding shop {2}${broken}/permissions\\.yaml:10\n` +
                    "(  .*\n)*  mandatory {2}no-cluster-admin +binds cluster-admin, must bind none of cluster-admin\n",
                "m",
            ).test(stdout),
            stdout,
        );
        assert.equal(
            stdout.match(/^ {2}no-cluster-admin +bind a Role with the permissions that are used$/gm)?.length,
            1,
        );
        assert.match(stdout, /\n14 objects checked: \d+ mandatory, \d+ advisory\n$/);
        assert.ok(!stdout.includes(secretText));
    });

    it("exit with 0 if every broken rule is advisory, and still report them", () => {
        const { exitCode, stdout } = check("--manifests", broken, "--config", write("c.json", '{"all": "advisory"}'));
        assert.equal(exitCode, 0);
        assert.match(stdout, /^ {2}advisory {3}images-pinned /m);
        assert.match(stdout, / 0 mandatory, \d+ advisory\n$/);
    });

    it("are read from folders within folders, from Lists, and from JSON", () => {
        mkdirSync(join(folder, "app"));
        const object = (name: string) => `{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "${name}"}}`;
        write("app/list.yml", `apiVersion: v1\nkind: List\nitems:\n  - ${object("a")}\n  - ${object("b")}\n`);
        write("c.json", object("c"));
        write("notes.txt", "not: [yaml");
        write("empty.yaml", "# only a comment\n---\n");
        const { exitCode, stdout } = check("--manifests", folder, "--output", "json");
        assert.equal(exitCode, 1);
        assert.deepEqual(
            jsonOf(stdout).findings.map(({ file, line }) => `${file.replace(`${folder}/`, "")}:${line}`),
            ["app/list.yml:4", "app/list.yml:5", "c.json:1"],
        );
    });

    it("print their usage", () => {
        const { exitCode, stdout } = check("--help");
        assert.equal(exitCode, 0);
        assert.match(stdout, /^Usage: canary-policies \[options\] PATH/);
    });

    it("are rejected for all bad arguments at once", () => {
        assertRejected([], ["a path is missing: a manifest, a folder of manifests, or - for the standard input"]);
        assertRejected(["--manifest", "x", "--config"], ["--manifest is unknown", "--config needs a path"]);
        assertRejected(["--toString=x", "x"], ["--toString is unknown"]);
        assertRejected(["x", "--config=a", "--config=b"], ["--config may be given once"]);
        assertRejected(["x", "--explain=images-pinned"], ["--explain takes no paths"]);
        assertRejected(["--config", "--strict", "x"], ["--config needs a path"]);
        assertRejected(["x", "--output", "xml"], ["--output must be one of text, json, sarif, junit, github, got xml"]);
    });

    it("are rejected if they or the configuration cannot be read, all at once", () => {
        write("a.yaml", "kind: [");
        write("b.yaml", "apiVersion: v1\nmetadata: {name: b}\n---\njust a text\n");
        const config = write("config.txt", '{"all": "never"}');
        const { exitCode, stderr } = check("--manifests", folder, "--config", config);
        assert.equal(exitCode, 2);
        assert.ok(
            stderr.includes(`  ${config}: all must be one of advisory, mandatory, disabled, got "never"\n`),
            stderr,
        );
        assert.match(stderr, /a\.yaml:1: must be YAML, has BAD_INDENT at column 8\n/);
        for (const line of [1, 4]) {
            const problem = `b.yaml:${line}: must be an object of Kubernetes, with apiVersion and kind\n`;
            assert.ok(stderr.includes(problem), stderr);
        }
        assertRejected(
            ["--manifests", join(folder, "none")],
            [`${join(folder, "none")} does not exist, must be a manifest or a folder of manifests`],
        );
    });

    it("are rejected if a file cannot be read, or would take for ever", () => {
        const bomb = [
            "a: &a [x]",
            ...["b", "c", "d", "e", "f", "g"].map((key, index) => aliases(key, "abcdef".charAt(index))),
        ];
        const path = write("bomb.yaml", `${bomb.join("\n")}\n`);
        const { exitCode, stderr } = check("--manifests", path);
        assert.equal(exitCode, 2);
        assert.match(stderr, /bomb\.yaml:1: must have fewer aliases, has too many at column 1\n/);
    });

    it("are rejected if they are no YAML, without printing their content", () => {
        const secret = (value: string) =>
            write("secret.yaml", `apiVersion: v1\nkind: Secret\nstringData:\n  password: ${value}\n`);
        const place = join(folder, "secret.yaml");
        assertRejected(
            ["--manifests", secret(`*${secretText}`)],
            [`${place}:4: must be quoted if it is a string, has an undefined alias at column 13`],
        );
        for (const value of [
            `!${secretText}! x`,
            `"${secretText}`,
            `%${secretText}: &`,
            `'a' ${secretText}`,
            `&${secretText} *x`,
        ]) {
            const { exitCode, stdout, stderr } = check("--manifests", secret(value));
            assert.ok(!stderr.includes(secretText) && !stdout.includes(secretText), stderr);
            assert.ok(exitCode > 0, value);
        }
    });

    it("are rejected if there are none: no check is not a pass", () => {
        assertRejected(["--manifests", folder], [`${folder} has no manifests, must have some`]);
    });
});
