import { acceptanceTests, type AcceptanceTest } from "../mutations/acceptance";
import { specFile, type Mutation, type TestName } from "../mutations/mutation";
import { mutations } from "../mutations/mutations";

const intro = `# How the gate is tested

<!-- Made by \`npm run docs\` from tests/mutations; tests/unit/mutations.spec.ts holds every name in it against what there is. -->
`;

const biting = `## Tests that bite

A test is only worth as much as what it does not let pass. \`npm run mutate\` breaks the gate in a copy of the checkout, in one place at a
time, and runs the one test that is there for it. The test must fail by what it asserts; a mutation that does not even load is not killed.

\`\`\`sh
npm run mutate                        # all, some minutes
npm run mutate -- timeout-succeeds    # by name; --list has the names
\`\`\`

\`scripts/test\` runs those in **bold** below. A change of the source that moves a mutation's place fails the unit tests: adapt the entry in
\`tests/mutations\`. A new rule deserves an entry there. Then run \`npm run docs\`.
`;

const layers = [
    [
        "rules",
        "`tests/unit/components/gate`",
        "every decision of [decisions.md](decisions.md), every sentence and line, on a rollout without a server and with a clock that stands still; properties over thousands of random courses",
        "that the real controller does what the fake rollout does",
    ],
    [
        "replay",
        "`replay.spec.ts` there, `tests/fixtures/streams`",
        "the same decisions, patches and sentences on what the watches brought from the real controller",
        "what was not recorded",
    ],
    [
        "provider",
        "`tests/provider`",
        "the protocol, on a fake API server: watches, patches, conflicts, faults; the serialized code in a process of its own; states of earlier providers",
        "the controller, nginx, Prometheus",
    ],
    [
        "program",
        "`tests/unit/components`, `tests/unit/infra`",
        "what is declared, under Pulumi's mocks",
        "that a cluster takes it",
    ],
    [
        "end to end",
        "`tests/e2e`",
        "what the README promises, on real Kubernetes with real traffic, held against the API server's audit log",
        "what happens rarely; the layers above do",
    ],
];

/** docs/testing.md, whole. */
export function testingPage(): string {
    return [
        intro,
        ...table(["layer", "tests", "proves", "does not prove"], layers),
        "",
        biting,
        "## What the gate must do, and what holds it to that",
        "",
        ...table(["", "behaviour", "tests", "mutations that they kill"], acceptanceTests.map(behaviourRow)),
        "",
        "## The mutations",
        "",
        ...table(["mutation", "in", "instead of", "then", "killed by"], mutations.map(mutationRow)),
        "",
    ].join("\n");
}

function behaviourRow({ at, behaviour, tests, gap }: AcceptanceTest): string[] {
    const killed = mutations.filter(({ ats }) => ats.includes(at));
    const all = [...killed.map(({ test }) => test), ...tests].map(testInWords);
    const only = tests.length > 0 && killed.length === 0 ? ["**end to end only**"] : [];
    const not = gap === undefined ? [] : [`**not proven**: ${gap}`];
    return [
        at,
        behaviour,
        [...only, ...new Set(all), ...not].join("<br>"),
        killed.map((mutation) => `${nameOf(mutation)} (${shortFile(mutation)})`).join("<br>"),
    ];
}

function mutationRow(mutation: Mutation): string[] {
    const { find, kills, test } = mutation;
    return [nameOf(mutation), shortFile(mutation), code(find.trim().replace(/\s+/g, " ")), kills, testInWords(test)];
}

function nameOf({ name, fast }: Mutation): string {
    return fast === true ? `**${name}**` : name;
}

function shortFile({ file }: Mutation): string {
    return `\`${file.replace("components/", "")}\``;
}

function code(text: string): string {
    return text.includes("`") ? `\`\` ${text} \`\`` : `\`${text}\``;
}

function testInWords(test: TestName): string {
    return `\`${specFile(test).replace("tests/", "").replace(".spec.ts", "")}\`: ${test.title}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
    const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
    // Prettier would pad every cell to the longest of its column.
    return ["<!-- prettier-ignore -->", line(head), line(head.map(() => "---")), ...rows.map(line)];
}
