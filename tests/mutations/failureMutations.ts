import { testsOf, type Mutation } from "./mutation";

const diagnosis = testsOf("unit/rolloutGate/diagnosis");
const warnings = testsOf("unit/rolloutGate/warnings");
const abortErrors = testsOf("unit/rolloutGate/abortErrors");
const errors = testsOf("unit/rolloutGate/errors");
const drive = testsOf("unit/rolloutGate/drive");
const driveActions = testsOf("unit/rolloutGate/driveActions");
const gate = testsOf("provider/rolloutGate");
const errorsFile = "components/src/gate/report/failureMessage.ts";

/** Mistakes in what a failure says, and in when the gate gives up. */
export const failureMutations: readonly Mutation[] = [
    {
        name: "cause-of-abort-not-said",
        file: errorsFile,
        find: 'causesOf(blamed(o, memory), "Failed", "Error") || message',
        replace: "message",
        kills: "the error does not say which metric, what was measured and what is allowed",
        ats: ["AT15"],
        test: abortErrors("abort by one metric"),
    },
    {
        name: "step-of-abort-forgotten",
        file: "components/src/gate/history/history.ts",
        find: "lastStep: observation.aborted ? memory.lastStep : stepIndex,",
        replace: "lastStep: stepIndex,",
        kills: "the error names step 0, where the abort has put the rollout",
        ats: ["AT15"],
        test: gate("waits for the traffic after an abort and names step, metric, value and threshold"),
    },
    {
        name: "pods-of-an-aborted-version-forgotten",
        file: "components/src/gate/history/history.ts",
        find: "podProblems: explained ? memory.podProblems : observation.podProblems,",
        replace: "podProblems: observation.podProblems,",
        kills: "the error does not say why the version crashed, because the abort took its pods away",
        ats: ["AT16", "AT17"],
        test: driveActions("explains an end by the pods as they were before the abort"),
    },
    {
        name: "crash-loop-not-known",
        file: "components/src/gate/observation/podProblems.ts",
        find: 'if (reason === "CrashLoopBackOff") {',
        replace: 'if (reason === "") {',
        kills: "a crash loop is named without the exit code and the log that explain it",
        ats: ["AT16"],
        test: diagnosis("what is wrong with a pod a crash loop for want of memory"),
    },
    {
        name: "missing-image-not-known",
        file: "components/src/gate/observation/podProblems.ts",
        find: 'if (reason === "" || reason === "PodInitializing") {',
        replace: 'if (reason !== "CreateContainerConfigError") {',
        kills: "the error does not say that the image is missing",
        ats: ["AT17"],
        test: diagnosis("no image: ImagePullBackOff"),
    },
    {
        name: "stale-event-counts",
        file: "components/src/gate/observation/warnings.ts",
        find: ".filter(({ at }) => at >= since)",
        replace: ".filter(({ at }) => at <= since || at >= since)",
        kills: "an event of an earlier version explains this one's failure",
        ats: ["AT40"],
        test: warnings("an older one"),
    },
    {
        name: "another-rollouts-event-counts",
        file: "components/src/gate/observation/warnings.ts",
        find: 'type === "Warning" && uid !== undefined && uids.includes(uid) &&',
        replace: 'type === "Warning" && uid !== undefined &&',
        kills: "an event about another rollout explains this one's failure",
        ats: ["AT40"],
        test: warnings("another rollout's"),
    },
    {
        name: "inconclusive-called-failed",
        file: errorsFile,
        find: "is inconclusive at ${where}:",
        replace: "failed at ${where}:",
        kills: "the error calls an inconclusive analysis a failed one",
        ats: ["AT19"],
        test: errors("sentences inconclusive"),
    },
    {
        name: "weight-without-a-line",
        file: "components/src/gate/report/coalesce.ts",
        find: "if (weight !== shown) {",
        replace: "if (weight !== shown && next === -1) {",
        kills: "a weight that is over at once is not printed",
        ats: ["AT7"],
        test: drive("gathers the writes of one step into one line, but swallows no weight"),
    },
    {
        name: "last-observation-not-said",
        file: errorsFile,
        find: "last seen ${observation.phase} at ${where} with canary weight ${weight};",
        replace: "it was given up;",
        kills: "the error about the deadline does not say where the rollout stands",
        ats: ["AT22"],
        test: gate("leaves the rollout as it is at its deadline, where it is told so"),
    },
    {
        name: "abandoned-ignored",
        file: "components/src/provider/printLine.ts",
        find: "if (error) {",
        replace: 'if (error?.name === "") {',
        kills: "a gate goes on driving whose pulumi up was killed, beside the next one's",
        ats: ["AT30"],
        test: testsOf("unit/engineOutput")("ends the process when nobody reads it any more"),
    },
    {
        name: "unreachable-cluster-waited-for",
        file: "components/src/gate/decision/connectivity.ts",
        find: "const unreachableMs = 15_000;",
        replace: "const unreachableMs = Infinity;",
        kills: "a cluster that cannot be reached is only reported at the deadline",
        ats: ["AT31"],
        test: testsOf("unit/rolloutGate/hearing")("gives a cluster that has never answered up after 15 s"),
    },
    {
        name: "unreachable-cluster-not-named",
        file: "components/src/kubernetes/connection.ts",
        find: 'cannot reach the cluster of kubeContext "${target.kubeContext}" (${server}): ',
        replace: "",
        kills: "the error does not say which cluster cannot be reached",
        ats: ["AT31"],
        test: testsOf("unit/kubernetesApi/connection")(
            "names the context and the address of a cluster that does not answer",
        ),
    },
];
