import assert from "node:assert/strict";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { catalog } from "../../policies/src/catalog";
import { readManifests } from "../../policies/src/manifests/read";
import { readConfiguration } from "../../policies/src/model/configuration";
import { evaluateAll } from "../../policies/src/model/evaluate";
import { isArgo, subjectOf } from "../../policies/src/model/objects";
import { today } from "./ruleSpec";

const corpus = "tests/fixtures/policies/corpus";
const findingsFile = `${corpus}/findings.json`;
const folders = readdirSync(corpus, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();

/** Findings of a rule for which a maintainer would accept the same reason. */
interface Accepted {
    readonly reason: string;
    /** Each as `FOLDER: OBJECT`, followed by ` (prod)` if the finding is mandatory in production only. */
    readonly findings: readonly string[];
}

/** Accepted findings by the name of their rule. */
type Findings = Readonly<Record<string, readonly Accepted[]>>;

/** Settings by the word that a finding ends with if these settings alone have it. */
const settings: Readonly<Record<string, unknown>> = {
    default: {},
    prod: JSON.parse(readFileSync("policies/config/prod.json", "utf8")),
};

/** Returns the mandatory findings of a folder as `RULE: OBJECT`, each once. */
function mandatoryIn(folder: string, given: unknown): ReadonlySet<string> {
    const configuration = readConfiguration(given, catalog);
    assert.ok("levelOf" in configuration, JSON.stringify(configuration));
    const { problems, ...stack } = readManifests([`${corpus}/${folder}`]);
    assert.deepEqual(problems, []);
    assert.ok(
        stack.objects.some((object) => isArgo(object, "Rollout")),
        "has no Rollout",
    );
    const violations = evaluateAll(catalog, stack, configuration, today);
    return new Set(
        violations
            .filter(({ level }) => level === "mandatory")
            .map(({ rule, object }) => `${rule.name}: ${subjectOf(object)}`),
    );
}

/** Returns the mandatory findings of a folder as `RULE: FOLDER: OBJECT`, with the settings that alone have them. */
function findingsIn(folder: string): string[] {
    const all = Object.entries(settings).map(([name, given]) => [name, mandatoryIn(folder, given)] as const);
    const found = new Set(all.flatMap(([, one]) => [...one]));
    return [...found].map((finding) => {
        const having = all.filter(([, one]) => one.has(finding)).map(([name]) => name);
        const only = having.length === all.length ? "" : ` (${having.join(", ")})`;
        return `${finding.replace(": ", `: ${folder}: `)}${only}`;
    });
}

function readFindings(): Findings {
    return JSON.parse(readFileSync(findingsFile, "utf8")) as Findings;
}

/** Writes the findings of this run: known ones keep their reason, new ones get an empty one. */
function writeFindings(found: readonly string[]): void {
    const before = readFindings();
    const rules = catalog.map(({ name }) => name).filter((name) => found.some((one) => one.startsWith(`${name}: `)));
    const after = rules.map((rule) => {
        const own = found.filter((one) => one.startsWith(`${rule}: `)).map((one) => one.slice(rule.length + 2));
        const known = (before[rule] ?? []).map(({ reason, findings }) => ({
            reason,
            findings: findings.filter((one) => own.includes(one)),
        }));
        const fresh = own.filter((one) => !known.some(({ findings }) => findings.includes(one)));
        const groups = [...known, { reason: "", findings: fresh }].filter(({ findings }) => findings.length > 0);
        return [rule, groups] as const;
    });
    writeFileSync(findingsFile, `${JSON.stringify(Object.fromEntries(after), undefined, 2)}\n`);
}

describe("the corpus of public Rollouts", function () {
    // The whole corpus is evaluated twice.
    this.timeout(60_000);
    before(() => {
        if (process.env["CANARY_POLICIES_CORPUS"] === "write") {
            writeFindings(folders.flatMap(findingsIn));
        }
    });

    it("has at least 40 folders, each with its kind and source in README.md", () => {
        assert.ok(folders.length >= 40, `${folders.length} folders`);
        const rows = readFileSync(`${corpus}/README.md`, "utf8").matchAll(
            /^\| `([^`]+)` +\| \S.* \| \S+\/\S+ \S.*\|$/gm,
        );
        assert.deepEqual(
            [...rows].map(([, folder]) => folder),
            folders,
        );
    });

    it("has a reason for each accepted finding, once", () => {
        const all = Object.entries(readFindings()).flatMap(([rule, groups]) =>
            groups.flatMap(({ reason, findings }) => {
                assert.match(reason, /^[A-Z].*\.$/, `${rule}: why would a maintainer accept ${findings.join(", ")}?`);
                return findings.map((finding) => `${rule}: ${finding}`);
            }),
        );
        assert.equal(new Set(all).size, all.length);
    });

    for (const folder of folders) {
        it(`has exactly the accepted mandatory findings in ${folder}`, () => {
            const accepted = Object.entries(readFindings()).flatMap(([rule, groups]) =>
                groups.flatMap(({ findings }) =>
                    findings.filter((one) => one.startsWith(`${folder}: `)).map((one) => `${rule}: ${one}`),
                ),
            );
            assert.deepEqual(findingsIn(folder).sort(), accepted.sort());
        });
    }
});
