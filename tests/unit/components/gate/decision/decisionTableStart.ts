import type { PodTemplate } from "../../../../../components/src/gate/cluster/types";
import { describeWait } from "../../../../../components/src/gate/report/finding";
import { declareSecond, type Group, type Row } from "./decisions";
import { pausedAt, promoted } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const invalid = { conditions: [{ type: "InvalidSpec", message: "no template" }], phase: "Degraded" };

const altered = describeWait({ kind: "alteredTemplate" });

/** A webhook that changes the image of every ReplicaSet. */
function withImage(change: (image: string) => string) {
    return (template: PodTemplate): PodTemplate => {
        const containers = (template.spec?.containers ?? []).map((container) => ({
            ...container,
            image: change(container.image ?? ""),
        }));
        return { ...template, spec: { ...template.spec, containers } };
    };
}

/** Declares v2 over a stable v1, with a webhook that changes the registry. */
function declareAltered(simulation: Simulation): void {
    simulation.rollout.mutate = withImage((image) => `registry.example.com/${image}`);
    declareSecond(simulation);
}

/** Declares other steps of a stable v1, with the same webhook. */
function restepAltered({ rollout }: Simulation): void {
    rollout.mutate = withImage((image) => `registry.example.com/${image}`);
    rollout.deployFirst("v1");
    rollout.steps = rollout.steps.slice(2);
    rollout.declare("v1");
}

/** The controller creates the new ReplicaSet, and scales the old version before it turns to the new one. */
function scaledFirst({ rollout }: Simulation): void {
    rollout.createReplicaSet();
    rollout.write({ observedGeneration: String(rollout.generation) });
}

const rows: Row[] = [
    { name: "no Rollout", before: () => undefined, play: () => undefined, expect: "wait: the Rollout does not exist" },
    {
        name: "no Rollout for 30 s",
        before: () => undefined,
        play: () => undefined,
        seconds: 30,
        expect: "fail Missing (Unproven)",
    },
    {
        name: "a Rollout that appears after 29 s",
        before: () => undefined,
        play: (simulation) => {
            simulation.pass(29);
            simulation.rollout.declare("v1");
        },
        seconds: 2,
        expect: "wait: the controller has not seen generation 1 yet (it has seen none)",
    },
    {
        name: "a Rollout that a user deletes in a pause",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.pass(1);
            simulation.cluster.remove(simulation.rollout.paths.rollouts, simulation.rollout.name);
        },
        seconds: 30,
        expect: "fail Missing (Unproven)",
    },
    {
        name: "a Rollout with strategy blueGreen",
        before: ({ rollout }) => {
            rollout.otherSpec = { strategy: { blueGreen: { activeService: "web" } } };
            rollout.declare("v1");
        },
        play: () => undefined,
        expect: "fail Unsupported (Unproven): strategy blueGreen is not supported, must be canary",
    },
    {
        name: "a Rollout with a workloadRef, although it is Healthy",
        before: ({ rollout }) => {
            rollout.otherSpec = { workloadRef: { apiVersion: "apps/v1", kind: "Deployment", name: "web" } };
            rollout.deployFirst("v1");
        },
        play: () => undefined,
        expect: "fail Unsupported (Unproven): workloadRef to Deployment web is not supported, the Rollout must have its own template",
    },
    {
        name: "a generation that the controller has not seen, whatever the status is",
        play: () => undefined,
        seconds: 59,
        expect: "wait: the controller has not seen generation 2 yet (it has seen 1)",
    },
    {
        name: "a generation that the controller has not seen for 60 s",
        play: () => undefined,
        seconds: 60,
        expect: "fail ControllerSilent (Unproven)",
    },
    {
        name: "the new generation with the old pod hash, as a scaling event leaves it",
        play: scaledFirst,
        seconds: 600,
        expect: "wait: the controller has not created a ReplicaSet of this pod template yet",
    },
    {
        name: "the number of pods and the pod template changed at once, and the controller scales the old version first",
        play: (simulation) => {
            scaledFirst(simulation);
            simulation.pass(20);
            simulation.rollout.follow();
            promoted(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "a ReplicaSet that the controller cannot create, which leaves the old version Healthy",
        play: ({ rollout }) => {
            const conditions = [{ type: "Progressing", status: "False", reason: "ReplicaSetCreateError" }];
            rollout.mutate = () => ({});
            rollout.write({ observedGeneration: "2", conditions });
        },
        seconds: 600,
        expect: "wait: the controller has not created a ReplicaSet of this pod template yet",
    },
    {
        name: "a webhook adds a digest to the image",
        before: (simulation) => {
            simulation.rollout.mutate = withImage((image) => `${image}@sha256:${"0".repeat(64)}`);
            declareSecond(simulation);
        },
        play: promoted,
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "a webhook changes the registry of the image",
        before: declareAltered,
        play: ({ rollout }) => {
            rollout.observe();
        },
        seconds: 2,
        expect: `wait: ${altered}`,
    },
    {
        name: "a webhook changes the registry of the image: after 3 s the version counts as the declared one",
        before: declareAltered,
        play: (simulation) => {
            simulation.rollout.observe();
            simulation.pass(3);
            promoted(simulation);
        },
        expect: "succeed Promoted",
        sent: [],
    },
    {
        name: "a webhook has changed the registry of the image of a Healthy version, whose steps are changed",
        before: restepAltered,
        play: ({ rollout }) => {
            rollout.write({ observedGeneration: "2" });
        },
        seconds: 59,
        expect: `wait: ${altered}`,
    },
    {
        name: "a webhook has changed the registry of the image of a Healthy version, whose steps are changed, for 60 s",
        before: restepAltered,
        play: ({ rollout }) => {
            rollout.write({ observedGeneration: "2" });
        },
        seconds: 60,
        expect: "succeed Initial",
    },
    {
        name: "another pod template in a pause, and a controller that has not read it: nothing is promoted",
        policy: { requestsMetric: "", minMeasurements: 0 },
        play: (simulation) => {
            const { rollout } = simulation;
            pausedAt(simulation);
            rollout.declare("v9");
            rollout.write({ observedGeneration: "3" });
        },
        seconds: 600,
        expect: `wait: ${altered}`,
        sent: [],
    },
    {
        name: "an invalid spec for 59 s",
        play: ({ rollout }) => {
            rollout.observe(invalid);
        },
        seconds: 59,
        expect: "wait: the controller rejects the spec: no template",
    },
    {
        name: "an invalid spec for 60 s",
        play: ({ rollout }) => {
            rollout.observe(invalid);
        },
        seconds: 60,
        expect: "fail InvalidSpec (Unproven): no template",
    },
    {
        name: "an invalid spec that is corrected after 59 s",
        play: (simulation) => {
            simulation.rollout.observe(invalid);
            simulation.pass(59);
            simulation.rollout.write({ conditions: [], phase: "Progressing" });
        },
        seconds: 60,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "Degraded alone, for ten minutes",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.write({ phase: "Degraded", message: "ProgressDeadlineExceeded: slow" });
        },
        seconds: 600,
        expect: "wait: the rollout is Degraded: ProgressDeadlineExceeded: slow",
    },
    {
        name: "another generation of the same version, as scaling creates it",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.declare("v2");
            rollout.write({ observedGeneration: "3" });
        },
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "another version while this gate's was in progress",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.declare("v9");
            rollout.observe();
        },
        expect: "fail Superseded (Superseded)",
    },
    {
        name: "another version while this gate's was in a pause that it may promote",
        policy: { requestsMetric: "", minMeasurements: 0 },
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.steps = [{ setWeight: 10 }, { pause: {} }];
            simulation.rollout.declare("v9");
            simulation.rollout.observe();
            simulation.rollout.pause(1);
        },
        seconds: 60,
        expect: "fail Superseded (Superseded)",
    },
    {
        name: "the previous version, because a user undid this gate's",
        play: ({ rollout }) => {
            rollout.observe();
            rollout.setWeight(10, 1);
            rollout.declare("v1");
            rollout.observe({ currentStepIndex: 9 });
            rollout.promote();
        },
        expect: "fail Superseded (Superseded)",
    },
];

export const start: Group = { title: "Before the rollout starts", rows };
