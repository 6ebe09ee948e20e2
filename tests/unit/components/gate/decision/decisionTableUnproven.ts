import type { Previous } from "../../../../../components/src/gate/model/previous";
import { type Review, unprovenBy } from "../../../../../components/src/gate/history/review";
import { judgementAtLook } from "../../../../../components/src/gate/history/judgement";
import type { Finding } from "../../../../../components/src/gate/model/finding";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { abortedBefore, finish, pausedAt, walk } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";
import type { Group, Row } from "./decisions";

/** Before the gate starts: v2 was promoted, with a good analysis. */
function promotedUnwatched(simulation: Simulation): void {
    const { rollout } = simulation;
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.observe();
    new SimulatedAnalysis(simulation).measure(good).end("Successful");
    rollout.promote();
}

/** Before the gate starts: v2 was aborted, and v1 was declared again. */
function backToStable(simulation: Simulation): void {
    abortedBefore(simulation);
    simulation.rollout.declare("v1");
    simulation.rollout.observe({ currentStepIndex: 9 });
    simulation.rollout.promote();
}

const v1: Previous = { podHash: "hash1", revision: 1, verified: { outcome: "Initial", podHash: "hash1", revision: 1 } };
const v2: Previous = { ...v1, podHash: "hash2", revision: 2 };
const neverSeen: Previous = { ...v2, unproven: [{ kind: "unseenWeight", weight: 50, ingresses: 1 }] };
const notCounted: Previous = { ...v2, unproven: [{ kind: "countPending", weight: 75 }] };

const wrong: Finding = {
    kind: "share",
    weight: 25,
    share: { kind: "outside", canary: 137, total: 412, lowest: 75, highest: 133 },
};
const bad: Finding = {
    ...{ kind: "badAnswers", signal: "errors", rejection: "worse", threshold: 0.05, seconds: 11 },
    ...{ new: { all: 44, bad: 7 }, stable: { all: 395, bad: 0 } },
};
const rejectedAnswers =
    "the new version answered 7 of 44 requests with 5xx (15.9 %), the stable version 0 of 395 (0 %): " +
    "worse with 99.9 % confidence after 11 s";

/** The row of such a version whose samples have this result. */
function reviewed(result: Review, begin = promotedUnwatched): Pick<Row, "before" | "play" | "seconds"> {
    return {
        ...atRest,
        before: (simulation) => {
            simulation.reviewed = result;
            begin(simulation);
        },
    };
}

const samples: Review = {
    kind: "proven",
    pauses: [],
    judgement: judgementAtLook(undefined, judgeInputs, 0),
    from: 0,
    until: 60_000,
};
const silent: Review = {
    kind: "unread",
    findings: [
        { kind: "notProvenBySamples", because: { kind: "samplesUnread", message: "Prometheus cannot be reached" } },
    ],
};

/** Before the gate starts: v2 was promoted without a good measurement. */
function promotedUnmeasured(simulation: Simulation): void {
    const { rollout } = simulation;
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.observe();
    new SimulatedAnalysis(simulation).end("Successful");
    rollout.promote();
}

const over = "fail Unobserved (Unproven): its steps were over when this gate began to watch";
const unobserved = `${over}; Prometheus' samples do not prove them: the new version's answers are not judged`;

/** The row of a version at rest when the gate begins to watch. */
const atRest = { before: promotedUnwatched, play: () => undefined, seconds: 3 };

/** The row of a gate that begins to watch at weight 25, and sees the rest. */
const joinedAt25: Pick<Row, "before" | "play"> = {
    before: ({ rollout }) => {
        rollout.deployFirst("v1");
        rollout.declare("v2");
        rollout.observe();
        rollout.setWeight(25, 2);
    },
    play: (simulation) => {
        pausedAt(simulation, 25);
        new SimulatedAnalysis(simulation).measure(good).end("Successful");
        walk(simulation, [25, 50, 75]);
        finish(simulation);
    },
};

const rows: Row[] = [
    {
        ...atRest,
        name: "the steps were over when the gate began to watch",
        previous: v1,
        expect: unobserved,
    },
    {
        ...atRest,
        name: "the same, and onUnobserved is note",
        policy: { onUnobserved: "note" },
        previous: v1,
        expect: "succeed Unobserved",
    },
    {
        ...reviewed(samples),
        name: "the steps were over, and Prometheus' samples of their time prove them",
        previous: v1,
        expect: "succeed Promoted",
    },
    {
        ...reviewed(samples),
        name: "the same after a failed update that left only its steps unobserved",
        previous: { ...v2, unproven: [{ kind: "unobserved" }] },
        expect: "succeed Promoted",
    },
    {
        ...reviewed(samples),
        name: "the same after a failed update that left a share unproven",
        previous: { ...v2, unproven: [{ kind: "unobserved" }, { kind: "countPending", weight: 75 }] },
        expect: "fail NotProven (Unproven): the requests at weight 75 are not counted yet",
    },
    {
        ...reviewed(samples, promotedUnmeasured),
        name: "the samples prove the steps, but the AnalysisRun has measured nothing",
        previous: v1,
        expect: `${over}; Prometheus' samples do not prove them: p99-latency has no good measurement`,
    },
    {
        ...reviewed(unprovenBy(wrong)),
        name: "the samples of the steps show a wrong share",
        previous: v1,
        expect: `${over}; Prometheus' samples do not prove them: canary got 137 of 412 requests (33.3 %) at weight 25, must be 18.2 % to 32.3 %`,
    },
    {
        ...reviewed({ kind: "unproven", findings: [bad], rejected: true }),
        name: "the judge rejects the version by the samples of the steps, and onUnobserved is note",
        policy: { onUnobserved: "note" },
        previous: v1,
        expect: `${over}; ${rejectedAnswers}`,
    },
    {
        ...atRest,
        name: "a failed update found that the judge rejects the version",
        policy: { onUnobserved: "note" },
        previous: { ...v2, unproven: [bad, { kind: "unobserved" }] },
        expect: `fail NotProven (Unproven): ${rejectedAnswers}`,
    },
    {
        ...reviewed(silent),
        name: "Prometheus does not answer about the steps",
        previous: v1,
        expect: "review the steps that ran before the gate watched",
    },
    {
        ...reviewed(silent),
        name: "Prometheus does not answer about the steps for 10 s",
        seconds: 13,
        previous: v1,
        expect: `${over}; Prometheus' samples do not prove them: Prometheus cannot be reached`,
    },
    {
        ...atRest,
        name: "the steps were over, after a failed update that watched nothing of them",
        previous: v2,
        expect: unobserved,
    },
    {
        name: "back to the version that was stable while another one was aborted, at rest when the gate begins to watch",
        previous: { podHash: "hash2", revision: 2, stableHash: "hash1" },
        before: backToStable,
        play: () => undefined,
        seconds: 3,
        expect: "succeed FastRolledBack",
    },
    {
        name: "back to a version that was not the stable one before, without a trace of its steps",
        previous: { podHash: "hash2", revision: 2, stableHash: "hash0" },
        before: backToStable,
        play: () => undefined,
        seconds: 3,
        expect: unobserved,
    },
    {
        ...atRest,
        name: "the gate is new, and so is its Rollout",
        policy: { adopt: false },
        expect: unobserved,
    },
    {
        ...atRest,
        name: "the gate is new, and adopts a Healthy Rollout",
        expect: "succeed Adopted",
    },
    {
        ...atRest,
        name: "the same revision as one that was verified, of a Rollout that was created again since",
        previous: { ...v2, verified: { outcome: "Promoted", podHash: "hash2", revision: 2, uid: "earlier" } },
        expect: unobserved,
    },
    {
        ...atRest,
        name: "a failed update never saw a weight",
        previous: neverSeen,
        expect: "fail NotProven (Unproven): weight 50 was never seen on the canary Ingress",
    },
    {
        ...atRest,
        name: "a failed update could not count requests, and onUnobserved is note",
        policy: { onUnobserved: "note" },
        previous: notCounted,
        expect: "fail NotProven (Unproven): the requests at weight 75 are not counted yet",
    },
    {
        ...atRest,
        name: "a failed update left the version unproven, and the user accepts this version",
        policy: { acceptUnproven: "hash2" },
        previous: neverSeen,
        expect: "succeed Unobserved",
    },
    {
        ...atRest,
        name: "a failed update left the version unproven, and the user accepted another one",
        policy: { acceptUnproven: "hash1" },
        previous: neverSeen,
        expect: "fail NotProven (Unproven): weight 50 was never seen on the canary Ingress",
    },
    {
        ...atRest,
        name: "a failed update disproved the version, and the user accepts it",
        policy: { acceptUnproven: "hash2" },
        previous: { ...v2, disprovedBy: [{ kind: "unseenWeight", weight: 50, ingresses: 1 }] },
        expect: "succeed Unobserved",
    },
    {
        ...atRest,
        name: "a failed update measured nothing, and the user accepts this version",
        before: promotedUnmeasured,
        policy: { acceptUnproven: "hash2" },
        previous: { ...v2, unproven: [{ kind: "nothingMeasured" }, { kind: "unobserved" }] },
        expect: "succeed Unobserved",
    },
    {
        name: "the last pause was over when the gate began to watch",
        previous: v1,
        before: ({ rollout }) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
            rollout.observe();
            rollout.setWeight(100, 8);
        },
        play: (simulation) => {
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            finish(simulation);
        },
        expect: unobserved,
    },
    {
        ...atRest,
        name: "a failed update watched every step, and what it waited for is there now",
        previous: { ...v2, unproven: [] },
        expect: "succeed Promoted",
    },
    {
        ...joinedAt25,
        name: "a failed update left a weight unproven, and this one sees it",
        previous: neverSeen,
        expect: "succeed Promoted",
    },
    {
        ...joinedAt25,
        name: "a failed update left a weight unproven, and this one joins after it",
        previous: { ...v2, unproven: [{ kind: "unseenWeight", weight: 10, ingresses: 1 }] },
        seconds: 30,
        expect: "fail NotProven (Unproven): weight 10 was never seen on the canary Ingress",
    },
];

export const unproven: Group = { title: "A version that an earlier update did not prove", rows };
