import whole from "./stryker.config.mjs";

const tests = "tests/unit/components/gate/decision";

/** Mutation testing in scripts/test: the gate's writes to a live rollout. */
export default {
    ...whole,
    mutate: ["components/src/gate/decision/writes.ts"],
    mochaOptions: {
        ...whole.mochaOptions,
        // Two names: mocha does not expand braces without another wildcard.
        spec: [`${tests}/decide.spec.ts`, `${tests}/writes.spec.ts`],
    },
    // The two specs kill every mutant; a few percent for mutants that new code adds.
    thresholds: { ...whole.thresholds, break: 98 },
    incremental: false,
    reporters: ["clear-text"],
};
