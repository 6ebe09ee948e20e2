import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { execa } from "execa";
import { catalog } from "../../policies/catalog";
import { settingsOf } from "../../policies/judge";
import { settingProblem } from "../../policies/settings";
import { policiesPage } from "../docs/policies";

const load = createRequire(__filename);
const names = catalog.map(({ name }) => name);
const filesIn = (folder: string, ending: string) =>
    readdirSync(folder)
        .filter((file) => file.endsWith(ending))
        .map((file) => basename(file, ending));

interface PackageFile {
    readonly version: string;
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
}

describe("the folder of the policies", () => {
    it("has a file for each rule and no other, by the rule's name", () => {
        assert.deepEqual(filesIn("policies/rules", ".ts").sort(), [...names].sort());
        for (const rule of catalog) {
            const module = load(`../../policies/rules/${rule.name}`) as { default: unknown };
            assert.equal(module.default, rule);
        }
    });

    it("has a spec for each rule, by its name", () => {
        const specs = filesIn("tests/policy", ".spec.ts");
        assert.deepEqual(
            names.filter((name) => !specs.includes(name)),
            [],
        );
        for (const name of names) {
            assert.ok(readFileSync(`tests/policy/${name}.spec.ts`, "utf8").includes(`describeRule("${name}", {`), name);
        }
    });

    it("has every rule in README.md, which is as `npm run docs` writes it", () => {
        const page = readFileSync("policies/README.md", "utf8");
        assert.equal(page, policiesPage(), "run npm run docs");
        for (const name of names) {
            assert.ok(page.includes(`### ${name}\n`), name);
        }
    });

    it("has rules that say what they are in sentences, and good defaults", () => {
        assert.equal(new Set(names).size, names.length);
        for (const rule of catalog) {
            assert.match(rule.name, /^[a-z0-9]+(-[a-z0-9]+)*$/);
            // An annotation's name has at most 63 characters.
            assert.ok(`except.${rule.name}`.length <= 63, rule.name);
            assert.match(rule.description, /^[A-Z][^.]*(\.\d[^.]*)*\.$/, `${rule.name}: one sentence`);
            assert.match(rule.why, /^[A-Z].*\.$/s, rule.name);
            assert.match(rule.fix, /^[a-z].*[^.]$/s, rule.name);
            assert.equal((rule.eachObject === undefined) !== (rule.wholeStack === undefined), true, rule.name);
            for (const [key, setting] of Object.entries(settingsOf(rule))) {
                assert.notEqual(setting.schema.description, "");
                assert.equal(settingProblem(setting, setting.schema.default), undefined, `${rule.name}.${key}`);
            }
        }
        assert.equal(names.at(-1), "exceptions-listed", "it lists what the rules before it let pass");
    });

    it("imports nothing of this repository but itself", () => {
        const files = readdirSync("policies", { recursive: true, encoding: "utf8" }).filter(
            (file) => file.endsWith(".ts") && !/^(node_modules|dist)\//.test(file),
        );
        const allowed = /^(\.\/|\.\.\/(?!\.\.)|node:|yaml$|@pulumi\/policy$)/;
        for (const file of files) {
            const imports = [...readFileSync(`policies/${file}`, "utf8").matchAll(/ from "([^"]+)"/g)];
            for (const [, from = ""] of imports) {
                assert.ok(
                    allowed.test(from) && (file.includes("/") || !from.startsWith("../")),
                    `${file} imports ${from}`,
                );
            }
        }
    });

    it("is compiled as the root is, by a file of its own", async () => {
        const optionsOf = async (folder: string) => {
            const { stdout } = await execa("tsc", ["--showConfig", "-p", folder], { preferLocal: true });
            const { compilerOptions } = JSON.parse(stdout) as { compilerOptions: Record<string, unknown> };
            const own = ["noEmit", "outDir", "rootDir", "types"];
            return Object.fromEntries(Object.entries(compilerOptions).filter(([key]) => !own.includes(key)));
        };
        assert.doesNotMatch(readFileSync("policies/tsconfig.json", "utf8"), /"extends"/);
        assert.deepEqual(await optionsOf("policies"), await optionsOf("."));
    });

    it("has versions that agree with each other, and with the root's", () => {
        const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as PackageFile;
        const [own, root] = [read("policies/package.json"), read("package.json")];
        const rootVersions = { ...root.dependencies, ...root.devDependencies };
        for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
            assert.equal(version, rootVersions[name], name);
        }
        assert.ok(readFileSync("policies/PulumiPolicy.yaml", "utf8").includes(`version: ${own.version}\n`));
        assert.doesNotMatch(readFileSync("policies/package-lock.json", "utf8"), /"resolved"/);
    });

    it("has specs that fail with their rules disabled", async function () {
        this.timeout(120_000);
        const specs = names.flatMap((name) => ["--spec", `tests/policy/${name}.spec.ts`]);
        const { stdout } = await execa("mocha", ["--reporter", "json", ...specs], {
            preferLocal: true,
            reject: false,
            env: { CANARY_POLICIES_DISABLED: "all" },
        });
        const { failures } = JSON.parse(stdout) as { failures: { file: string; fullTitle: string }[] };
        const failed = new Set(failures.map(({ file }) => basename(file, ".spec.ts")));
        assert.deepEqual(
            names.filter((name) => !failed.has(name)),
            [],
        );
    });
});
