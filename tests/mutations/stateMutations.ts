import { testsOf, type Mutation } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const state = testsOf("unit/rolloutGate/state");
const proof = "components/src/gate/decision/verification.ts";
const stateFile = "components/src/gate/state.ts";

/** Mistakes in what an update takes over from the ones before: what was proven, refuted, or could not be measured. */
export const stateMutations: readonly Mutation[] = [
    {
        name: "proven-before-not-known",
        file: proof,
        find: "proven.revision === o.revision ? proven",
        replace: "proven.revision < 0 ? proven",
        kills: "a change of replicas alone is held against weights and an analysis that it does not have",
        ats: ["AT12"],
        test: decide("a revision that was judged good before, whose AnalysisRun is gone"),
    },
    {
        name: "another-rollouts-proof-believed",
        file: proof,
        find: "!watched && proven?.podHash === o.podHash",
        replace: "proven?.podHash === o.podHash",
        kills: "a Rollout that was made anew passes by what proved the one before",
        ats: ["AT40"],
        test: testsOf("unit/rolloutGate/promotedVersion")(
            "is not proven by an earlier one of the same hash and revision",
        ),
    },
    {
        name: "earlier-run-counts",
        file: "components/src/gate/decision/evaluateEnd.ts",
        find: "filter(({ name }) => name !== memory.badEarlierRun)",
        replace: 'filter(({ name }) => name !== "")',
        kills: "a first deploy whose analysis could once not measure can never be verified any more",
        ats: ["AT23"],
        test: decide("a first deploy whose analysis ended in an error in an earlier update"),
    },
    {
        name: "refutation-not-kept",
        file: stateFile,
        find: 'result.kind === "fail" && result.refuted ?',
        replace: 'result.kind === "fail" && !result.refuted ?',
        kills: "a version that was refuted when it had all traffic already passes in the next update",
        ats: ["AT23"],
        test: state("of a version that was refuted: by what, for as long as it is that revision"),
    },
    {
        name: "refutation-not-carried-over",
        file: stateFile,
        find: ": refutedBefore(observation, memory);",
        replace: ": undefined;",
        kills: "it passes in the update after the next, where that one has ended before it looked",
        ats: ["AT23"],
        test: state("of a version that was refuted: by what, for as long as it is that revision"),
    },
    {
        name: "proven-lost",
        file: stateFile,
        find: "return olds?.proven ?? (now ?",
        replace: "return (now ?",
        kills: "a failure that judged nothing undoes what was proven, and the version can never be proven again",
        ats: ["AT12", "AT23"],
        test: state("of a version that failed: the one that was proven before it as well"),
    },
];
