// What mutation testing is about, and how its threshold was measured: docs/testing.md.

const tests = "tests/unit/components/gate";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    mutate: ["decision", "history", "observation", "traffic"].map((folder) => `components/src/gate/${folder}/**/*.ts`),
    testRunner: "mocha",
    mochaOptions: {
        require: ["ts-node/register/transpile-only", "./tests/support/fixedSeed.ts"],
        extension: ["ts"],
        // The specs of the folders themselves, and of the sentences that are made of what they find. Left out is what takes
        // long and notices nothing more: the decision table run once more, properties, and whole runs (drive).
        spec: [
            `${tests}/{observation,history,traffic,report}/*.spec.ts`,
            `${tests}/decision/!(decideProperties|decisionTable).spec.ts`,
        ],
    },
    coverageAnalysis: "perTest",
    // What is evaluated when a file is loaded would need a process, and every test, for each mutant.
    ignoreStatic: true,
    // A machine that is busy must not make a slow test look like a mutant that hangs.
    timeoutMS: 20_000,
    timeoutFactor: 3,
    concurrency: 1,
    incremental: true,
    incrementalFile: "reports/mutation/incremental.json",
    reporters: ["clear-text", "html", "json"],
    htmlReporter: { fileName: "reports/mutation/index.html" },
    jsonReporter: { fileName: "reports/mutation/report.json" },
    clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
    thresholds: { high: 100, low: 90, break: 0 },
    tempDirName: ".stryker-tmp",
    cleanTempDir: "always",
    disableTypeChecks: false,
};
