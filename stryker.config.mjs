// docs/testing.md describes mutation testing, and the measurement of its threshold.

const tests = "tests/unit/components/gate";
/** Each by its path: a pattern of braces alone finds no file. */
const driveSpecs = ["discover", "driveLate", "driveMeasuring", "measurement", "stepsReview"];

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
export default {
    mutate: ["decision", "history", "judge", "observation", "traffic"].map(
        (folder) => `components/src/gate/${folder}/**/*.ts`,
    ),
    testRunner: "mocha",
    mochaOptions: {
        require: ["ts-node/register/transpile-only", "./tests/support/fixedSeed.ts"],
        extension: ["ts"],
        // The specs of the folders themselves, of the messages about their findings, and of what only drive tests. Omitted,
        // because they take long and find little more: the whole decision table, properties, simulated scrapes, reports
        // of recorded updates, and most whole runs of the gate.
        spec: [
            `${tests}/{observation,history,judge}/*.spec.ts`,
            `${tests}/traffic/!(scrapedShare).spec.ts`,
            `${tests}/report/!(updateReport).spec.ts`,
            `${tests}/decision/!(decideProperties|decisionTable).spec.ts`,
            ...driveSpecs.map((name) => `${tests}/drive/${name}.spec.ts`),
        ],
    },
    coverageAnalysis: "perTest",
    // A mutant in code that runs on import would need its own process, and every test.
    ignoreStatic: true,
    // Long, so that tests on a busy machine do not count as a hanging mutant.
    timeoutMS: 60_000,
    dryRunTimeoutMinutes: 20,
    concurrency: 1,
    incremental: true,
    incrementalFile: "reports/mutation/incremental.json",
    reporters: ["clear-text", "html", "json"],
    htmlReporter: { fileName: "reports/mutation/index.html" },
    jsonReporter: { fileName: "reports/mutation/report.json" },
    clearTextReporter: { allowEmojis: false, logTests: false, reportTests: false },
    thresholds: { high: 100, low: 90, break: 86 },
    tempDirName: ".stryker-tmp",
    cleanTempDir: "always",
    disableTypeChecks: false,
};
