import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { checkout } from "../../scripts/local/home";
import { testingPage } from "../docs/testing";
import { acceptanceTests } from "../mutations/acceptance";
import { occurrences, testsOf, type Mutation } from "../mutations/mutation";
import { mutations } from "../mutations/mutations";
import { runTests, testsNamed } from "../mutations/testRun";
import { judge } from "../mutations/verdict";
import { WorkingCopy } from "../mutations/workingCopy";

describe("the mutations", () => {
    it("each have a name of their own, and exactly one place", async () => {
        const names = mutations.map(({ name }) => name);
        assert.equal(new Set(names).size, names.length);
        for (const { name, file, find, replace } of mutations) {
            const source = await readFile(join(checkout, file), "utf8");
            assert.equal(occurrences(source, find), 1, `${name}: ${file} has "${find}"`);
            assert.notEqual(find, replace, name);
        }
    });

    it("are about the behaviours that there are, each of which has a test or says that it has none", () => {
        const known = acceptanceTests.map(({ at }) => at);
        assert.deepEqual(
            known,
            Array.from({ length: 34 }, (_, index) => `AT${index + 7}`),
        );
        for (const { name, ats } of mutations) {
            assert.deepEqual(
                ats.filter((at) => !known.includes(at)),
                [],
                name,
            );
        }
        for (const { at, tests, gap } of acceptanceTests) {
            const killed = mutations.filter(({ ats }) => ats.includes(at));
            assert.ok(killed.length > 0 || (tests.length === 0 && gap !== undefined), `no mutation is about ${at}`);
        }
    });

    it("name tests that there are, each of them exactly one", async function () {
        // Loads every file that is named, in a process of its own.
        this.timeout("60s");
        const names = [...mutations.map(({ test }) => test), ...acceptanceTests.flatMap(({ tests }) => tests)];
        const run = await runTests(checkout, names, new AbortController().signal, true);
        assert.equal(run.trouble, "");
        for (const name of names) {
            const found = testsNamed(run, name).map(({ fullTitle }) => fullTitle);
            assert.equal(found.length, 1, `${name.spec}: "${name.title}" is ${JSON.stringify(found)}`);
        }
    });

    it("are what docs/testing.md says; npm run docs writes it", async () => {
        assert.equal(await readFile(join(checkout, "docs/testing.md"), "utf8"), testingPage());
    });
});

describe("the verdict on a mutation", function () {
    // Each of them runs mocha once.
    this.timeout("60s");
    const { signal } = new AbortController();
    const file = "components/src/gate/report/format.ts";
    let copy: WorkingCopy;

    before(async () => {
        copy = await WorkingCopy.make();
    });

    after(async () => {
        await copy.remove();
    });

    const mutation = (find: string, replace: string): Mutation => ({
        ...{ name: "x", file, find, replace, kills: "", ats: [] },
        test: testsOf("unit/rolloutGate/line")("marks a note"),
    });

    for (const [name, find, replace, kind, why] of [
        ["that its test refuses", "Note: ", "", "killed", / by "the gate's lines marks a note"$/],
        ["that its test lets pass", ".padEnd(12)", "", "SURVIVED", /"the gate's lines marks a note" passes$/],
        [
            "that does not compile",
            "return `${clockOf(at)} Note",
            "return return `${clockOf(at)} Note",
            "broken",
            /did not run/,
        ],
        [
            "that does not load",
            "/** One line about the rollout,",
            "nothing();\n/**",
            "broken",
            /nothing is not defined/,
        ],
        ["that does not work at all", "Note: ${note}", "Note: ${nothing}", "broken", /nothing is not defined/],
        ["whose place is gone", "no such text", "", "broken", /does not have its text exactly once/],
        ["that has many places", "const", "let", "broken", /does not have its text exactly once/],
    ] as const) {
        it(`${name} is ${kind}`, async () => {
            const verdict = await judge(mutation(find, replace), copy, signal);
            assert.equal(verdict.kind, kind, verdict.why);
            assert.match(verdict.why, why);
            const [original, afterwards] = await Promise.all(
                [checkout, copy.folder].map((folder) => readFile(join(folder, file), "utf8")),
            );
            assert.equal(afterwards, original);
        });
    }
});
