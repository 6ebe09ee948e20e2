import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import Ajv from "ajv";
import { execa } from "execa";
import { catalog } from "../../../policies/src/catalog";
import { run } from "../../../policies/src/manifests/run";
import { today } from "../ruleSpec";
import { jsonOf } from "./findings";

const broken = "tests/fixtures/policies/broken";
const place = `${broken}/permissions.yaml`;
const print = (...args: string[]) => run(args, catalog, today).stdout;

interface Sarif {
    readonly version: string;
    readonly runs: readonly {
        readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
        readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly level: string }[];
    }[];
}

describe("the output of the policies", () => {
    const { findings, summary, version } = jsonOf(print(broken, "--output", "json"));

    it("as JSON has a version, the sums, and each finding with its object, its fix and its place", () => {
        assert.equal(version, 1);
        assert.deepEqual(summary, {
            objects: 14,
            mandatory: findings.filter(({ level }) => level === "mandatory").length,
            advisory: findings.filter(({ level }) => level === "advisory").length,
        });
        assert.deepEqual(
            findings.find(({ rule }) => rule === "no-cluster-admin"),
            {
                ...{ rule: "no-cluster-admin", level: "mandatory", severity: "critical" },
                subject: "ClusterRoleBinding shop",
                object: { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRoleBinding", name: "shop" },
                found: "binds cluster-admin, must bind none of cluster-admin",
                ...{ fix: "bind a Role with the permissions that are used", file: place, line: 10 },
            },
        );
    });

    it("as SARIF has all rules, and each finding by its rule, level and line", () => {
        const { version: sarif, runs } = JSON.parse(print(broken, "--output", "sarif")) as Sarif;
        const [{ tool, results } = assert.fail()] = runs;
        assert.equal(sarif, "2.1.0");
        assert.deepEqual(
            tool.driver.rules.map(({ id }) => id),
            catalog.map(({ name }) => name),
        );
        assert.deepEqual(
            results.map(({ ruleId, level }) => [ruleId, level]),
            findings.map(({ rule, level }) => [rule, level === "mandatory" ? "error" : "warning"]),
        );
        assert.ok(results.every(({ ruleId, ruleIndex }) => tool.driver.rules[ruleIndex]?.id === ruleId));
        assert.ok(JSON.stringify(results).includes(`{"uri":"${place}"},"region":{"startLine":10}`));
    });

    it("as JUnit has a case for each object, which fails by its mandatory rules", () => {
        const text = print(broken, "--output", "junit");
        assert.equal(text.match(/<testcase /g)?.length, 14);
        const failing = new Set(findings.filter(({ level }) => level === "mandatory").map(({ subject }) => subject));
        assert.equal(text.match(/<failure /g)?.length, failing.size);
        assert.ok(text.includes(`tests="14" failures="${failing.size}"`));
        assert.match(text, /len\(result\) &gt; 0 &amp;&amp; !isNaN/);
    });

    it("as SARIF conforms to the schema of OASIS", () => {
        const schema = JSON.parse(
            readFileSync(require.resolve("schemastore/schemas/json/sarif-2.1.0.json"), "utf8"),
        ) as object;
        // Formats, such as uri, are defined outside JSON Schema.
        const validate = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false }).compile(schema);
        assert.ok(validate(JSON.parse(print(broken, "--output", "sarif"))), JSON.stringify(validate.errors));
        assert.ok(!validate({ version: "2.1.0", runs: [{ results: [{ level: "mandatory" }] }] }));
    });

    it("for GitHub annotates the lines of the objects", () => {
        const lines = print(broken, "--output", "github").split("\n");
        assert.equal(lines.filter((line) => /^::(error|warning) /.test(line)).length, findings.length);
        assert.ok(
            lines.includes(
                `::error file=${place},line=10,title=no-cluster-admin::ClusterRoleBinding shop: ` +
                    "binds cluster-admin, must bind none of cluster-admin; bind a Role with the permissions that are used",
            ),
        );
    });

    it("explains a rule, and rejects an unknown one", () => {
        assert.match(
            print("--explain", "replicas-at-least"),
            /^replicas-at-least\n[^]*\nWhy: [^]*\nFix: [^]*minimum: /,
        );
        assert.equal(run(["--explain", "none"], catalog, today).exitCode, 2);
    });

    it("comes from the built program in any folder, with manifests of the standard input", async () => {
        const input = "apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: default }\n";
        const { exitCode, stdout } = await execa("node", [resolve("policies/dist/cli.js"), "-", "--output", "json"], {
            ...{ cwd: "/", input, reject: false },
        });
        assert.equal(exitCode, 1);
        assert.deepEqual(
            jsonOf(stdout).findings.map(({ rule, file, line }) => [rule, file, line]),
            [["namespace-not-default", "stdin", 1]],
        );
    });
});
