import { specHash } from "../../../../../components/src/gate/model/specHash";
import { promoted } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond, type Group, type Row } from "./decisions";

/** The hash of v2's spec. */
function declared(): string {
    const simulation = new Simulation();
    declareSecond(simulation);
    return specHash(simulation.cluster.snapshot().rollout?.spec ?? {});
}

const rows: Row[] = [
    {
        name: "the Rollout and the spec that Pulumi applied",
        policy: { rolloutUid: "0b0f1a2e-0000-4000-8000-000000000001", specHash: declared() },
        play: promoted,
        expect: "succeed Promoted",
    },
    {
        name: "another Rollout of the same name: created again, or in another cluster",
        policy: { rolloutUid: "applied" },
        play: promoted,
        expect: "fail Superseded (Superseded): the Rollout has the uid 0b0f1a2e-0000-4000-8000-000000000001, must be applied",
        sent: [],
    },
    {
        name: "another client rolled out another version before this update, which changed something else",
        policy: { specHash: declared() },
        before: (simulation) => {
            declareSecond(simulation);
            simulation.rollout.declare("v3");
            simulation.rollout.observe();
            simulation.rollout.promote();
        },
        play: () => undefined,
        seconds: 3,
        expect: "fail Superseded (Superseded): its pod template or strategy is another one (image v3)",
        sent: [],
    },
    {
        name: "another client changes the steps during the rollout",
        policy: { specHash: declared() },
        play: (simulation) => {
            simulation.rollout.observe();
            simulation.rollout.steps = [{ setWeight: 100 }];
            simulation.rollout.declare("v2");
        },
        expect: "fail Superseded (Superseded): its pod template or strategy is another one (image v2)",
        sent: [],
    },
];

export const identity: Group = { title: "The Rollout that Pulumi applied", rows };
