import assert from "node:assert/strict";
import { good, run, testRows, type Row } from "./decisions";

const table: Row[] = [
    { name: "no rollout", before: () => undefined, play: () => undefined, expect: "wait: the Rollout does not exist" },
    {
        name: "no rollout for long",
        before: () => undefined,
        play: () => undefined,
        lasts: 30,
        expect: "fail Missing Unproven",
    },
    {
        name: "a generation that the controller has not seen, whatever the status says",
        play: () => undefined,
        expect: "wait: the controller has not seen generation 2 yet (it has seen 1)",
    },
    {
        name: "the new generation with the old pod hash, as a scaling event leaves it",
        play: (rollout) => {
            rollout.write({ observedGeneration: "2" });
        },
        expect: "wait: the controller has not made a ReplicaSet of this pod template yet",
    },
    {
        name: "an invalid spec at first",
        play: (rollout) => {
            rollout.observe({ conditions: [{ type: "InvalidSpec", message: "no template" }], phase: "Degraded" });
        },
        lasts: 59,
        expect: "wait: the controller refuses the spec: no template",
    },
    {
        name: "an invalid spec for long",
        play: (rollout) => {
            rollout.observe({ conditions: [{ type: "InvalidSpec", message: "no template" }], phase: "Degraded" });
        },
        lasts: 60,
        expect: "fail InvalidSpec Unproven: no template",
    },
    {
        name: "another version while ours was on its way",
        play: (rollout) => {
            rollout.observe();
            rollout.declare("v9");
            rollout.observe();
        },
        expect: "fail Superseded Superseded",
    },
    {
        name: "another generation of the same version, as a scaling makes",
        play: (rollout) => {
            rollout.observe();
            rollout.declare("v2");
            rollout.write({ observedGeneration: "3" });
        },
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "a resume under way",
        play: (rollout) => {
            rollout.observe();
            rollout.write({ phase: "Paused", controllerPause: true, pauseConditions: [] });
        },
        expect: "wait: waiting for rollout to unpause",
    },
    {
        name: "paused by hand",
        play: (rollout) => {
            rollout.observe();
            rollout.pauseByHand(true);
            rollout.write({ observedGeneration: "3", phase: "Paused", message: "manually paused" });
        },
        expect: "wait: somebody paused the rollout by hand (spec.paused)",
    },
    {
        name: "inconclusive",
        play: (rollout) => {
            rollout.observe();
            rollout.analyse("Inconclusive", good);
            rollout.pause(1, "InconclusiveAnalysisRun");
        },
        expect: "fail Inconclusive Inconclusive",
    },
    {
        name: "a timed pause",
        play: (rollout) => {
            rollout.observe();
            rollout.setWeight(10, 1);
            rollout.pause(1);
        },
        expect: "wait: the rollout is paused for the time that its step says",
    },
    {
        name: "an open-ended pause",
        play: (rollout) => {
            rollout.steps = [{ setWeight: 10 }, { pause: {} }];
            rollout.observe();
            rollout.setWeight(10, 1);
            rollout.pause(1);
        },
        expect: "wait: the rollout is paused until somebody promotes it",
    },
    {
        name: "Degraded alone",
        play: (rollout) => {
            rollout.observe();
            rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: slow" });
        },
        lasts: 600,
        expect: "wait: the rollout is Degraded: ProgressDeadlineExceeded: slow",
    },
    {
        name: "the deadline, whatever it waits for",
        play: (rollout) => {
            rollout.observe();
        },
        lasts: 1800,
        expect: "fail TimedOut TimedOut: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "the deadline without a rollout that the controller has seen",
        play: () => undefined,
        lasts: 1800,
        expect: "fail TimedOut TimedOut: the controller has not seen generation 2 yet (it has seen 1)",
    },
];

describe("decide", () => {
    testRows(table);

    it("says how to go on at an open-ended pause and does not resume a manual one", () => {
        const note = (name: string) => {
            const row = table.find((candidate) => candidate.name === name);
            assert.ok(row);
            const { decision } = run(row);
            return decision.kind === "wait" ? decision.note : undefined;
        };
        assert.match(note("an open-ended pause") ?? "", /kubectl argo rollouts promote ops-hardening-demo -n demo$/);
        assert.match(note("paused by hand") ?? "", /this gate does not resume it$/);
    });
});
