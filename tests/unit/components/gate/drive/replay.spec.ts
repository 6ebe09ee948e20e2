import assert from "node:assert/strict";
import type { RolloutObject } from "../../../../../components/src/gate/cluster/types";
import { versions } from "../../../../../components/src/platform/versions";
import { scenarios } from "../../../../recording/scenarios";
import { deedsOf, type RecordedObject, type Recording, type Take } from "../../../../support/recording/recording";
import { readRecording, recordedScenarios, textOf } from "../../../../support/recording/recordingFile";
import { replay } from "../../../../support/recording/replay";

/** Expectations of the recording of a scenario. */
interface Promised {
    /** The gate's decisions in order, except those to wait. */
    readonly deeds: readonly string[];
    /** Matches one of its reasons to wait. */
    readonly waited?: RegExp;
    /** Matches the message for the user, if it failed. */
    readonly sentence?: RegExp;
    /** Checks the rest of its content. */
    readonly shows?: (recording: Recording) => boolean;
}

const promotedWithoutRequests = { deeds: ["succeed Promoted"] };
const aborted = { deeds: ["fail Aborted, outcome Aborted: "] };

const promised: Readonly<Record<string, Promised>> = {
    initial: { deeds: ["succeed Initial"] },
    promoted: {
        deeds: [
            "measure: the requests of step 1",
            "measure: the requests of step 3",
            "promote: everything is proven (pause)",
            "succeed Promoted",
        ],
        shows: ({ actions }) =>
            actions.filter(({ action, answer }) => action === "write" && answer === "applied").length === 1,
    },
    "aborted-latency": {
        ...aborted,
        sentence: /aborted at step 1\/3 \(setWeight 50\): p99-latency measured [\d.]+ ms/,
    },
    "aborted-errors": { ...aborted, sentence: /aborted at step 1\/3 \(setWeight 50\): success-rate measured [\d.]+ %/ },
    inconclusive: { deeds: ["fail Inconclusive, outcome Inconclusive: "], sentence: /undecided/ },
    "crash-loop": { ...aborted, sentence: /CrashLoopBackOff[^]*PORT="99999" must be a port number/ },
    "missing-image": { ...aborted, sentence: /(ImagePullBackOff|ErrImagePull)/ },
    superseded: { deeds: ["fail Superseded, outcome Superseded: "] },
    "manual-abort": {
        ...aborted,
        shows: ({ actions, events }) =>
            actions.every(({ action }) => action !== "write") &&
            rolloutsOf({ events }).some(({ metadata }) =>
                metadata.managedFields?.some(({ manager = "" }) => !/pulumi|controller/.test(manager)),
            ),
    },
    "manual-promote": { ...promotedWithoutRequests, waited: /paused until a user promotes it/ },
    "manual-pause": { ...promotedWithoutRequests, waited: /a user paused the rollout by hand/ },
    "full-promote": { deeds: ["succeed FastPromoted"] },
    "rollback-window": { deeds: ["succeed FastRolledBack"] },
    "api-restart": {
        ...promotedWithoutRequests,
        shows: ({ events }) => events.some(({ type, collection }) => type === "TROUBLE" && collection === "rollouts"),
    },
    "slow-readiness": { ...promotedWithoutRequests, waited: /the rollout is Degraded: ProgressDeadlineExceeded/ },
};

/** Returns every received state of the Rollout in order. */
function rolloutsOf({ events }: Pick<Take, "events">): RolloutObject[] {
    return events.flatMap((event) => {
        if (event.collection !== "rollouts") {
            return [];
        }
        return "objects" in event ? event.objects : "object" in event ? [event.object] : [];
    });
}

/** Returns the end of a rollout by the controller's status alone, independent of the gate's code. */
function controllersEnd({ events, end }: Recording): string {
    const { abort, phase, currentPodHash, stableRS, pauseConditions = [] } = end.status ?? {};
    const declared = rolloutsOf({ events })[0]?.metadata.generation ?? 0;
    const first = rolloutsOf({ events }).find(({ status }) => Number(status?.observedGeneration) >= declared);
    if (first?.status?.currentPodHash !== currentPodHash) {
        return "another version";
    }
    if (abort === true) {
        return "aborted";
    }
    if (pauseConditions.some(({ reason }) => reason === "InconclusiveAnalysisRun")) {
        return "inconclusive";
    }
    return phase === "Healthy" && stableRS === currentPodHash ? "serves" : (phase ?? "nothing");
}

const endOf: Readonly<Record<string, string>> = {
    Initial: "serves",
    Promoted: "serves",
    FastPromoted: "serves",
    RolledBack: "serves",
    FastRolledBack: "serves",
    Aborted: "aborted",
    Superseded: "another version",
    Inconclusive: "inconclusive",
};

const words = ({ decisions }: Pick<Take, "decisions">) => decisions.map(({ decision }) => decision);

/** Recorded by `npm run fixtures`; tests/fixtures/README.md describes the format. */
describe("recordings of the real controller", () => {
    it("exist for every scenario", () => {
        assert.deepEqual(Object.keys(scenarios), Object.keys(promised));
        assert.deepEqual(recordedScenarios(), Object.keys(promised).sort());
    });

    for (const scenario of recordedScenarios()) {
        describe(scenario, () => {
            let recording: Recording;
            before(() => {
                recording = readRecording(scenario);
            });

            it("leads to the recorded decisions and requests", async () => {
                const again = await replay(recording);
                assert.deepEqual(again.strayed, []);
                assert.deepEqual(words(again), words(recording));
                assert.equal(again.outcome, recording.outcome);
                assert.equal(again.sentence, recording.sentence);
            });

            it("matches its scenario", () => {
                const { deeds, waited = /^/, sentence = /^/, shows = () => true } = promised[scenario] ?? { deeds: [] };
                assert.deepEqual(deedsOf(recording), deeds);
                assert.match(words(recording).join("\n"), waited);
                assert.match(recording.sentence, sentence);
                assert.ok(shows(recording));
            });

            it("ended as the controller reports", () => {
                assert.equal(controllersEnd(recording), endOf[recording.outcome]);
            });

            it("is of the pinned controller version, and small enough to read", () => {
                assert.equal(recording.controller, versions.argoRollouts);
                const bytes = textOf(recording).length;
                assert.ok(bytes < 400_000, `${String(bytes)} bytes`);
            });

            it("keeps uids, managers and increasing resourceVersions", () => {
                const seen = new Map<string, number>();
                const note = ({ metadata }: RecordedObject, grows: (now: number, before: number) => boolean) => {
                    const { uid = "", name, resourceVersion, managedFields = [] } = metadata;
                    const version = Number(resourceVersion);
                    assert.ok(uid !== "" && managedFields.length > 0, `${name} has lost its uid or its managers`);
                    assert.ok(grows(version, seen.get(uid) ?? 0), `${name} went back to ${String(version)}`);
                    seen.set(uid, version);
                };
                for (const event of recording.events) {
                    if (event.type === "LIST") {
                        for (const object of event.objects) {
                            note(object, (now, before) => now >= before);
                        }
                    } else if ("object" in event) {
                        note(event.object, (now, before) => now > before);
                    }
                }
                const generations = rolloutsOf(recording).map(({ metadata }) => metadata.generation ?? 0);
                assert.deepEqual(
                    generations,
                    generations.toSorted((a, b) => a - b),
                );
            });
        });
    }
});
