import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, normalize } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { catalog } from "../../policies/src/catalog";
import { settingsOf } from "../../policies/src/model/rule";
import { settingProblem } from "../../policies/src/model/ruleSettings";
import { policiesPage } from "../docs/policies";

const load = createRequire(__filename);
const names = catalog.map(({ name }) => name);
const filesIn = (folder: string, ending: string) =>
    readdirSync(folder)
        .filter((file) => file.endsWith(ending))
        .map((file) => basename(file, ending));

interface PackageFile {
    readonly version: string;
    readonly main: string;
    readonly types: string;
    readonly bin: Readonly<Record<string, string>>;
    readonly exports: { readonly ".": Readonly<Record<string, string>> };
    readonly dependencies: Readonly<Record<string, string>>;
    readonly devDependencies: Readonly<Record<string, string>>;
    readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Folders that the files of each folder of policies/src may import; "" is the root. */
const arrows: Readonly<Record<string, readonly string[]>> = {
    "": ["", "rules", "manifests", "model"],
    rules: ["model"],
    manifests: ["manifests", "model"],
    model: ["model"],
};

const sources = readdirSync("policies/src", { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".ts"),
);
const folderOf = (file: string) => (file.includes("/") ? (file.split("/")[0] ?? "") : "");
const importsOf = (file: string) =>
    [...readFileSync(`policies/src/${file}`, "utf8").matchAll(/ from "([^"]+)"/g)].map(([, from = ""]) => from);

describe("the folder of the policies", () => {
    it("has a file for each rule and no other, by the rule's name", () => {
        assert.deepEqual(filesIn("policies/src/rules", ".ts").sort(), [...names].sort());
        for (const rule of catalog) {
            const module = load(`../../policies/src/rules/${rule.name}`) as { default: unknown };
            assert.equal(module.default, rule);
        }
    });

    it("has a spec for each rule, by its name", () => {
        const specs = filesIn("tests/policy/rules", ".spec.ts");
        assert.deepEqual(
            names.filter((name) => !specs.includes(name)),
            [],
        );
        for (const name of names) {
            assert.ok(
                readFileSync(`tests/policy/rules/${name}.spec.ts`, "utf8").includes(`describeRule("${name}", {`),
                name,
            );
        }
    });

    it("has every rule in README.md, which equals the output of `npm run docs`", () => {
        const page = readFileSync("policies/README.md", "utf8");
        assert.equal(page, policiesPage(), "run npm run docs");
        for (const name of names) {
            assert.ok(page.includes(`### ${name}\n`), name);
        }
    });

    it("has rules with descriptions in sentences, and valid defaults", () => {
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
        assert.deepEqual(names.slice(-2), ["gaps-listed", "exceptions-listed"], "they list what the others left");
    });

    it("imports nothing of this repository but itself, and downward only", () => {
        for (const file of sources) {
            for (const from of importsOf(file)) {
                const inner = from.startsWith(".") ? normalize(join(dirname(file), from)) : undefined;
                const good =
                    inner === undefined
                        ? /^(node:|yaml$|@prometheus-io\/lezer-promql$|@pulumi\/policy$)/.test(from)
                        : !inner.startsWith("..") && arrows[folderOf(file)]?.includes(folderOf(inner)) === true;
                assert.ok(good, `${file} imports ${from}`);
            }
        }
    });

    it("imports in no circle, types included", () => {
        const targets = (file: string) =>
            importsOf(file).flatMap((from) =>
                from.startsWith(".") ? [`${normalize(join(dirname(file), from))}.ts`] : [],
            );
        const done = new Set<string>();
        const visit = (file: string, path: readonly string[]): void => {
            assert.ok(!path.includes(file), [...path, file].join(" -> "));
            if (!done.has(file)) {
                targets(file).forEach((target) => {
                    visit(target, [...path, file]);
                });
                done.add(file);
            }
        };
        sources.forEach((file) => {
            visit(file, []);
        });
        assert.ok(done.size === sources.length);
    });

    it("is compiled like the other packages, and sets its module options itself", () => {
        const file = readFileSync("policies/tsconfig.json", "utf8");
        assert.match(file, /"extends": "\.\.\/tsconfig\.base\.json"/);
        // Pulumi does not read the extended file.
        for (const option of ["module", "moduleResolution"]) {
            assert.match(file, new RegExp(`"${option}": "nodenext"`));
        }
        assert.doesNotMatch(file, /"(strict|target|lib|noUnchecked\w+)"/);
    });

    it("has versions that agree with each other, and with the root's", () => {
        const read = (path: string) => JSON.parse(readFileSync(path, "utf8")) as PackageFile;
        const [own, root] = [read("policies/package.json"), read("package.json")];
        const rootVersions = { ...root.dependencies, ...root.devDependencies };
        for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies })) {
            assert.equal(version, rootVersions[name] ?? version, name);
        }
        for (const [name, range] of Object.entries(own.peerDependencies ?? {})) {
            assert.equal(range, `^${own.devDependencies[name] ?? ""}`, `${name}: from the version it is built with`);
        }
        const pack = parse(readFileSync("policies/PulumiPolicy.yaml", "utf8")) as { version: string; main: string };
        assert.deepEqual([pack.version, pack.main], [own.version, own.main]);
    });

    it("contains the files that its entries name, and those of a policy pack", async () => {
        const { stdout } = await execa("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], { cwd: "policies" });
        const [packed] = JSON.parse(stdout) as { files: { path: string }[] }[];
        const paths = packed?.files.map(({ path }) => path) ?? [];
        for (const path of ["PulumiPolicy.yaml", "README.md", "package.json", "config/prod.json"]) {
            assert.ok(paths.includes(path), path);
        }
        assert.deepEqual(
            paths.filter(
                (path) => !/^(dist|config)\/|^(PulumiPolicy\.yaml|README\.md|LICENSE|package\.json)$/.test(path),
            ),
            [],
        );
        const { main, types, bin, exports } = JSON.parse(readFileSync("policies/package.json", "utf8")) as PackageFile;
        for (const entry of [main, types, ...Object.values(bin), ...Object.values(exports["."])]) {
            const source = entry.replace(/^(\.\/)?dist\//, "").replace(/(\.d\.ts|\.js)$/, ".ts");
            assert.ok(sources.includes(source), entry);
        }
    });

    it("has specs that fail with their rules disabled", async function () {
        this.timeout(120_000);
        const specs = names.flatMap((name) => ["--spec", `tests/policy/rules/${name}.spec.ts`]);
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
