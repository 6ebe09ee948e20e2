import assert from "node:assert/strict";
import type { EventObject } from "../../../../../components/src/gate/cluster/types";
import { stepTimesOf } from "../../../../../components/src/gate/observation/stepTimes";

const second = (at: number) => new Date(Date.parse("2026-03-01T10:00:00Z") + at * 1000).toISOString();
const at = (seconds: number) => Date.parse(second(seconds));

/** An Event about the Rollout, by the second of its last occurrence. */
function event(reason: string, message: string, seconds: number, more: Partial<EventObject> = {}): EventObject {
    return {
        metadata: { name: `${reason}.${message}.${String(seconds)}` },
        type: "Normal",
        reason,
        message,
        lastTimestamp: second(seconds),
        involvedObject: { kind: "Rollout", uid: "u" },
        ...more,
    };
}

const completed = (step: number, text: string, seconds: number, steps = 3) =>
    event("RolloutStepCompleted", `Rollout step ${String(step)}/${String(steps)} completed (${text})`, seconds);

const steps = [{ setWeight: 25, percent: 25 }, { pauseSeconds: 15 }, { setWeight: 100, percent: 100 }];
const rollout = { uid: "u", revision: 4, steps, reused: true, versionCreatedAt: NaN, unpausedAt: undefined };

/** The second of an Event: it happened within the one that begins then. */
const within = (seconds: number) => between(seconds, seconds + 1);
const between = (earliest: number, latest: number) => ({ earliest: at(earliest), latest: at(latest) });
const started = event("RolloutUpdated", "Rollout updated to revision 4", 0);
const course = [
    started,
    completed(1, "setWeight: 25", 5),
    completed(2, "pause: 15s", 20),
    completed(3, "setWeight: 100", 21),
];

describe("the times of a rollout's steps", () => {
    it("are those of the controller's Events of this revision", () => {
        const weights = [
            event("TrafficWeightUpdated", "Traffic weight updated from 0 to 25", 5),
            event("TrafficWeightUpdated", "Traffic weight updated from 75 to 100", -50),
        ];
        assert.deepEqual(stepTimesOf([...course, ...weights], rollout), {
            kind: "known",
            startedAt: within(0),
            endedAt: [within(5), within(20)],
            weightsAt: [at(5)],
        });
    });

    it("need every step up to the last pause, and not those after it", () => {
        const times = stepTimesOf(course.slice(0, 3), rollout);
        assert.deepEqual(times.kind === "known" && times.endedAt, [within(5), within(20)]);
        assert.deepEqual(stepTimesOf([started, completed(1, "setWeight: 25", 5)], rollout), {
            kind: "noStepEvent",
            step: 2,
            steps: 3,
        });
        assert.deepEqual(stepTimesOf(course.slice(1), rollout), { kind: "noRevisionEvent", revision: 4 });
        assert.deepEqual(stepTimesOf([], rollout), { kind: "noRevisionEvent", revision: 4 });
    });

    it("are not those of another Rollout, of other steps or of an earlier revision", () => {
        const missing = { kind: "noStepEvent", step: 2, steps: 3 } as const;
        const without = course.filter(({ message }) => message?.includes("pause") !== true);
        for (const other of [
            { ...completed(2, "pause: 15s", 20), involvedObject: { kind: "Rollout", uid: "another" } },
            completed(2, "pause: 15s", 20, 5),
            completed(2, "setWeight: 50", 20),
            completed(2, "pause: 15s", -30),
            // In the same second: Events have whole ones.
            completed(2, "pause: 15s", 0),
        ]) {
            assert.deepEqual(stepTimesOf([...without, other], rollout), missing);
        }
    });

    it("are the latest of a step that ran again, or was recorded by two controllers", () => {
        const again = [completed(1, "setWeight: 25", 3), completed(2, "pause: 15s", 4), ...course];
        const times = stepTimesOf(again, rollout);
        assert.deepEqual(times.kind === "known" && times.endedAt, [within(5), within(20)]);
    });

    it("contradict each other if a later step ended before an earlier one", () => {
        const reversed = [started, completed(1, "setWeight: 25", 25), completed(2, "pause: 15s", 20)];
        assert.deepEqual(stepTimesOf(reversed, rollout), { kind: "unclearStep", step: 2, steps: 3 });
    });

    it("begin with the ReplicaSet without an Event, unless it has served before", () => {
        const first = { ...rollout, reused: false, versionCreatedAt: at(1) };
        const times = stepTimesOf(course.slice(1), first);
        assert.deepEqual(times.kind === "known" && times.startedAt, within(1));
        assert.equal(stepTimesOf(course.slice(1), { ...first, reused: true }).kind, "noRevisionEvent");
    });

    describe("without some of the Events", () => {
        const two = [...steps.slice(0, 2), { setWeight: 50, percent: 50 }, { pauseSeconds: 45 }, steps[2] ?? {}];
        const ended = (unpaused: number) => ({ ...rollout, steps: two, unpausedAt: at(unpaused) });
        const boundsIn = (events: readonly EventObject[], unpaused: number) => {
            const times = stepTimesOf(events, ended(unpaused));
            return times.kind === "known" ? times.endedAt : times;
        };

        it("lie between the durations of the pauses before them, and those after them until the last one's end", () => {
            // Without any, 4 s are left to the weights.
            assert.deepEqual(boundsIn([started], 64), [
                between(0, 5),
                between(15, 20),
                between(15, 20),
                between(60, 65),
            ]);
            assert.deepEqual(boundsIn([started, completed(2, "pause: 15s", 18, 5)], 64), [
                between(0, 4),
                within(18),
                between(18, 20),
                between(63, 65),
            ]);
        });

        it("contradict the durations if a pause was cut short", () => {
            assert.deepEqual(boundsIn([started], 40), { kind: "unclearStep", step: 1, steps: 5 });
            const known = [started, completed(1, "setWeight: 25", 5, 5), completed(2, "pause: 15s", 20, 5)];
            assert.deepEqual(boundsIn(known, 50), { kind: "unclearStep", step: 3, steps: 5 });
            const short = [started, completed(1, "setWeight: 25", 5, 5), completed(2, "pause: 15s", 18, 5)];
            assert.deepEqual(boundsIn(short, 80), { kind: "unclearStep", step: 2, steps: 5 });
        });

        it("are unknown without the end of the last pause, also by the one of an earlier revision", () => {
            const missing = { kind: "noStepEvent", step: 4, steps: 5 };
            assert.deepEqual(boundsIn([started], -10), missing);
            assert.deepEqual(stepTimesOf([started], { ...ended(0), unpausedAt: undefined }), missing);
        });
    });

    it("are unknown if the rollout was aborted in between", () => {
        const aborted = event("RolloutAborted", "Rollout aborted update to revision 4", 10, { type: "Warning" });
        assert.deepEqual(stepTimesOf([...course, aborted], rollout), { kind: "abortedBetween" });
        assert.equal(stepTimesOf([...course, { ...aborted, lastTimestamp: second(-9) }], rollout).kind, "known");
    });
});
