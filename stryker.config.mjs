// What mutation testing is about, and how its threshold was measured: docs/testing.md.

const tests = "tests/unit/components/gate";

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    mutate: ["decision", "history", "observation", "traffic"].map((folder) => `components/src/gate/${folder}/**/*.ts`),
    testRunner: "mocha",
    mochaOptions: {
        require: ["ts-node/register/transpile-only", "./tests/support/fixedSeed.ts"],
        extension: ["ts"],
        // The specs of the folders themselves, and of the sentences about what they find. Left out, because they take long
        // and notice little more: the decision table run as a whole, properties, and whole runs of the gate (drive).
        spec: [
            `${tests}/{observation,history,traffic,report}/*.spec.ts`,
            `${tests}/decision/!(decideProperties|decisionTable).spec.ts`,
        ],
    },
    coverageAnalysis: "perTest",
    // What is evaluated when a file is loaded would need a process, and every test, for each mutant.
    ignoreStatic: true,
    // Long, for a mutant whose tests are slow because the machine is busy must not count as one that hangs.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 20,
    concurrency: 1,
    incremental: true,
    incrementalFile: "reports/mutation/incremental.json",
    reporters: ["clear-text", "html", "json"],
    htmlReporter: { fileName: "reports/mutation/index.html" },
    jsonReporter: { fileName: "reports/mutation/report.json" },
    clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
    thresholds: { high: 100, low: 90, break: 83 },
    tempDirName: ".stryker-tmp",
    cleanTempDir: "always",
    disableTypeChecks: false,
};
