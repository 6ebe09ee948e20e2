import type { Group, Row } from "./decisions";
import { abortedBefore, pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const aborting = 'abort {"abort":true}';
const progressing = "the rollout is Progressing: more replicas need to be updated";

const rows: Row[] = [
    {
        name: "the timeout while it is Progressing: the rollout is aborted",
        policy: { timeoutSeconds: 20 },
        play: ({ rollout }) => {
            rollout.observe();
        },
        seconds: 20,
        expect: `abort TimedOut: ${progressing}`,
        sent: [aborting],
    },
    {
        name: "the timeout in a pause",
        policy: { timeoutSeconds: 20 },
        play: pausedAt,
        seconds: 20,
        expect: "abort TimedOut: the rollout is paused for the duration of its step",
        sent: [aborting],
    },
    {
        name: "the timeout, and the traffic is back after the abort",
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(20);
            simulation.rollout.abort();
            simulation.rollout.returnTraffic();
        },
        expect: "fail TimedOut (TimedOut): the rollout is paused for the duration of its step",
        sent: [aborting],
    },
    {
        name: "the timeout, and the abort is not carried out",
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation);
            simulation.controller = ({ rollout }: Simulation) => {
                rollout.write({ abort: undefined });
            };
        },
        seconds: 80,
        expect: "fail TimedOut (TimedOut): the rollout is paused for the duration of its step",
        sent: Array.from({ length: 6 }, () => aborting),
    },
    {
        name: "the timeout, without an abort",
        policy: { timeoutSeconds: 20, onTimeout: "fail" },
        play: pausedAt,
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the rollout is paused for the duration of its step",
        sent: [],
    },
    {
        name: "the timeout of a first deploy, which has nothing to go back to",
        policy: { timeoutSeconds: 20 },
        before: ({ rollout }) => {
            rollout.declare("v1");
        },
        play: ({ rollout }) => {
            rollout.observe();
        },
        seconds: 20,
        expect: `fail TimedOut (TimedOut): ${progressing}`,
        sent: [],
    },
    {
        name: "the timeout of a rollout that a user has paused by hand",
        policy: { timeoutSeconds: 20 },
        play: ({ rollout }) => {
            rollout.observe();
            rollout.pauseByHand(true);
            rollout.write({ observedGeneration: "3", phase: "Paused" });
        },
        seconds: 20,
        expect: "fail TimedOut (TimedOut): a user paused the rollout by hand (spec.paused)",
        sent: [],
    },
    {
        name: "the timeout of a version that another client has superseded",
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(19);
            simulation.rollout.declare("v9");
            simulation.rollout.observe();
        },
        seconds: 1,
        expect: "fail Superseded (Superseded)",
        sent: [],
    },
    {
        name: "the timeout before the controller has seen the generation",
        policy: { timeoutSeconds: 20 },
        play: () => undefined,
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the controller has not seen generation 2 yet (it has seen 1)",
        sent: [],
    },
    {
        name: "the timeout with an invalid spec",
        policy: { timeoutSeconds: 20 },
        play: ({ rollout }) => {
            rollout.observe({ conditions: [{ type: "InvalidSpec", message: "no template" }] });
        },
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the controller rejects the spec: no template",
        sent: [],
    },
    {
        name: "the timeout without a Rollout",
        policy: { timeoutSeconds: 20 },
        before: () => undefined,
        play: () => undefined,
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the Rollout does not exist",
        sent: [],
    },
    {
        name: "the timeout right after an abort by an analysis whose AnalysisRun has not arrived",
        policy: { timeoutSeconds: 20 },
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(18);
            simulation.rollout.abort("Background analysis phase error/failed");
            simulation.rollout.returnTraffic();
        },
        seconds: 2,
        expect: "fail Aborted (Aborted)",
        sent: [],
    },
    {
        name: "the timeout while an aborted version is retried",
        policy: { timeoutSeconds: 20, retryAborted: true },
        before: abortedBefore,
        previous: { podHash: "hash2", revision: 2 },
        play: () => undefined,
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the rollout is Degraded: RolloutAborted: Rollout aborted update to revision 2",
        sent: ['retry {"abort":false}', aborting],
    },
    {
        name: "the timeout of a Healthy rollout that is not proven yet",
        policy: { timeoutSeconds: 20 },
        play: ({ rollout }) => {
            rollout.observe();
            rollout.write({ promoteFull: true });
            rollout.promote();
            rollout.writeService("stable", "hash1");
        },
        seconds: 20,
        expect: "fail TimedOut (TimedOut): the rollout is Healthy, but Service ops-hardening-demo-stable selects hash1, must be hash2",
        sent: [],
    },
];

export const timeouts: Group = { title: "The timeout", rows };
