import { testsOf, type Mutation } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const judgeEnd = "components/src/gate/decision/evaluateEnd.ts";

/** Mistakes about aborts: when one is sent, when it is waited for, and what is tried again. */
export const abortMutations: readonly Mutation[] = [
    {
        name: "aborted-first-deploy",
        file: "components/src/gate/decision/writes.ts",
        find: 'o.stableHash !== "" &&',
        replace: "",
        kills: "a first deploy is aborted, which has nothing to go back to",
        ats: ["AT22"],
        test: decide("the timeout of a first deploy, which has nothing to go back to"),
    },
    {
        name: "abort-while-paused-by-hand",
        file: "components/src/gate/decision/writes.ts",
        find: "!o.aborted &&\n        !o.manuallyPaused",
        replace: "!o.aborted",
        kills: "at its deadline the gate waits for an abort that it may not send, and says nothing of the timeout",
        ats: ["AT26"],
        test: decide("the timeout of a rollout that somebody has paused by hand"),
    },
    {
        name: "retry-without-being-asked",
        file: judgeEnd,
        find: "const again = policy.retryAborted && ",
        replace: "const again = ",
        kills: "a version that was aborted is tried again though nobody asked for it",
        ats: ["AT23", "AT25"],
        test: decide("the same version again, still aborted -> fail"),
    },
    {
        name: "retry-while-paused-by-hand",
        file: judgeEnd,
        find: "&& !memory.watched && !o.manuallyPaused;",
        replace: "&& !memory.watched;",
        kills: "an aborted version that somebody holds by spec.paused is waited for instead of reported",
        ats: ["AT26"],
        test: decide("still aborted and paused by hand: it is not tried again"),
    },
    {
        name: "retry-of-another-version",
        file: judgeEnd,
        find: "previous?.podHash === o.podHash && !memory.watched",
        replace: "!memory.watched",
        kills: "a version that was not aborted in an earlier update is tried again",
        ats: ["AT23"],
        test: decide("another version was aborted before: this one is not tried again"),
    },
    {
        name: "retry-without-end",
        file: judgeEnd,
        find: "!memory.watched && !o.manuallyPaused;\n    if (again && !(memory.retried && memory.sent?.applied === true)) {",
        replace: "!o.manuallyPaused;\n    if (again) {",
        kills: "a version that is aborted again is tried again and again",
        ats: ["AT25"],
        test: decide("the retried version is aborted again: once in each update"),
    },
    {
        name: "another-try-fought",
        file: "components/src/gate/decision/decide.ts",
        find: "return promoted || memory.abortDone ||",
        replace: "return promoted ||",
        kills: "what this gate has aborted and somebody tries again is aborted once more",
        ats: ["AT25"],
        test: decide("somebody tries again what this gate has aborted: it is left alone"),
    },
    {
        name: "refutation-forgotten",
        file: judgeEnd,
        find: "if (refutedBy !== undefined) {",
        replace: 'if (refutedBy === "") {',
        kills: "a version that was refuted when it had all traffic already passes in the next update",
        ats: ["AT23"],
        test: decide("a revision that was refuted when it had all traffic already"),
    },
    {
        name: "abort-not-waited-for",
        file: judgeEnd,
        find: "if (!late && (blocked.length > 0 || ",
        replace: "if (!late && (",
        kills: "an abort is reported while traffic still goes to the bad version",
        ats: ["AT15", "AT28"],
        test: decide("an abort whose traffic is not back for 59 s"),
    },
];
