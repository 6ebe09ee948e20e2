import { testsOf, type Mutation } from "./mutation";

const hearing = testsOf("unit/rolloutGate/hearing");
const driveHearing = testsOf("unit/rolloutGate/driveHearing");
const hearingFile = "components/src/gate/decision/connectivity.ts";
const memoryFile = "components/src/gate/history/history.ts";

/** Mistakes of a gate that does not hear the cluster for a while: it must neither judge by what is old, nor give up. */
export const hearingMutations: readonly Mutation[] = [
    {
        name: "decides-while-unheard",
        file: "components/src/gate/drive/drive.ts",
        find: "if (unheard !== undefined) {",
        replace: 'if (unheard?.kind === "fail") {',
        kills: "a version is aborted by what the cluster said before it was away",
        ats: ["AT29"],
        test: driveHearing("does not abort by a weight that was wrong when it was last heard of"),
        fast: true,
    },
    {
        name: "grace-counted-over-an-outage",
        file: memoryFile,
        find: "Object.keys(memory.since).map((state) => [state, now])",
        replace: "Object.entries(memory.since)",
        kills: "what may have been wrong for a moment only counts as wrong for as long as the cluster was away",
        ats: ["AT29"],
        test: driveHearing("begins every grace period anew when it is heard again"),
    },
    {
        name: "judges-before-the-news",
        file: hearingFile,
        find: "now >= memory.heardAgainAt + patience.betweenWritesMs",
        replace: "now >= memory.heardAgainAt",
        kills: "the end is judged by what was before the cluster was away",
        ats: ["AT29"],
        test: driveHearing("does not report traffic as it was before it was heard again"),
    },
    {
        name: "unheard-end-asked-beyond",
        file: "components/src/gate/decision/evaluatePause.ts",
        find: "const end = pause.endedAt ?? Math.min(now, endsAt(pause));",
        replace: "const end = pause.endedAt ?? now;",
        kills: "the requests of the next weight count for a pause whose end is not heard yet",
        ats: ["AT8", "AT29"],
        test: driveHearing("counts the requests of a timed pause up to its own end"),
    },
    {
        name: "silence-counted-over-an-outage",
        file: memoryFile,
        find: "pauses: memory.pauses.map(withoutSilence) };",
        replace: "pauses: memory.pauses };",
        kills: "the time in which nobody could ask Prometheus counts as its silence",
        ats: ["AT29"],
        test: driveHearing("does not count Prometheus' silence of before, and is patient with it anew"),
    },
    {
        name: "late-end-believed",
        file: "components/src/gate/history/pauses.ts",
        find: "const endedAt = Math.min(now, endsAt(pause));",
        replace: "const endedAt = now;",
        kills: "the requests of the next weight count for a pause whose end was heard late",
        ats: ["AT8", "AT29"],
        test: testsOf("unit/rolloutGate/pauses")("is measured until its own end, where it is a timed one"),
    },
    {
        name: "given-up-before-the-abort",
        file: hearingFile,
        find: "? deadline + patience.abortMs : deadline;",
        replace: "? deadline : deadline;",
        kills: "a cluster that is away at the deadline keeps the new version's weight, though it is back in time",
        ats: ["AT22", "AT29"],
        test: hearing("60 s longer where it has to abort at the deadline"),
    },
    {
        name: "own-abort-not-waited-for",
        file: memoryFile,
        find: "return heard ? since : Math.max(end, since);",
        replace: "return since;",
        kills: "a gate gives up before its deadline because its abort was not heard, and the bad version goes on",
        ats: ["AT28", "AT29"],
        test: hearing("until its deadline at least where it has asked for an abort before"),
    },
    {
        name: "refusal-at-the-beginning-waited-for",
        file: hearingFile,
        find: "(!seen || now >= since + unreachableMs)",
        replace: "now >= since + unreachableMs",
        kills: "a user who may not read rollouts waits for an answer that is there",
        ats: ["AT31"],
        test: hearing("takes a refusal at the beginning for the answer"),
    },
];
