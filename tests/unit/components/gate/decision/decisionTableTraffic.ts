import type { Group, Row } from "./decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const ingress = "ops-hardening-demo-ops-hardening-demo-canary";

/** Pauses at weight 10; after one second a user changes the traffic. */
function tampered(tamper: (simulation: Simulation) => void): Row["play"] {
    return (simulation) => {
        pausedAt(simulation);
        simulation.pass(1);
        tamper(simulation);
    };
}

/** Rows for 2 s and 3 s: a shorter difference can occur between two writes of the controller. */
function both(name: string, play: Row["play"], details: string): Row[] {
    return [
        {
            name: `${name}, for 2 s`,
            play,
            seconds: 2,
            expect: "wait: the rollout is paused for the duration of its step",
        },
        { name: `${name}, for 3 s`, play, seconds: 3, expect: `abort NotProven: ${details}` },
    ];
}

const rows: Row[] = [
    {
        name: "the watch shows another weight for 4 s, but the API server does not",
        play: (simulation) => {
            simulation.watchIsLate = true;
            tampered(({ rollout }) => {
                rollout.writeIngress(90);
            })(simulation);
            simulation.pass(4);
            simulation.rollout.writeIngress(10);
        },
        seconds: 5,
        expect: "wait: the rollout is paused for the duration of its step",
        sent: [],
    },
    ...both(
        "the canary Ingress has another weight",
        tampered(({ rollout }) => {
            rollout.writeIngress(90);
        }),
        `Ingress ${ingress} has canary weight 90, must be 10`,
    ),
    ...both(
        "the canary Ingress is gone",
        tampered(({ rollout, cluster }) => {
            cluster.remove(rollout.paths.ingresses, ingress);
        }),
        `Ingress ${ingress} has canary weight 0, must be 10`,
    ),
    ...both(
        "a user has pointed the canary Service at the stable version",
        tampered(({ rollout }) => {
            rollout.writeService("canary", "hash1");
        }),
        "Service ops-hardening-demo-canary selects hash1, must be hash2",
    ),
    ...both(
        "a user has pointed the stable Service at the new version",
        tampered(({ rollout }) => {
            rollout.writeService("stable", "hash2");
        }),
        "Service ops-hardening-demo-stable selects hash2, must be hash1",
    ),
    ...both(
        "a Service selects the pods of every version",
        tampered(({ rollout }) => {
            rollout.writeService("stable", "");
        }),
        "Service ops-hardening-demo-stable selects every version, must be hash1",
    ),
    ...both(
        "another client has a canary Ingress for the same host",
        tampered(({ rollout }) => {
            rollout.writeForeignCanary("experiment");
        }),
        `Ingress experiment is a canary of the same host as ${ingress}, must not exist`,
    ),
    ...both(
        "the canary Ingress has no owner, so the controller does not update it",
        tampered(({ rollout }) => {
            rollout.writeIngress(10, null);
        }),
        `Ingress ${ingress} has no owner, must belong to Rollout ops-hardening-demo`,
    ),
    ...both(
        "the canary Ingress belongs to another Rollout of that name, which was deleted",
        tampered(({ rollout }) => {
            rollout.writeIngress(10, { name: rollout.name, uid: "another" });
        }),
        `Ingress ${ingress} belongs to an earlier Rollout ops-hardening-demo, must belong to Rollout ops-hardening-demo`,
    ),
    {
        name: "two differences at once, and one of them is corrected",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngress(90);
            simulation.rollout.writeService("stable", "hash2");
            simulation.pass(2);
            simulation.rollout.writeIngress(10);
        },
        seconds: 1,
        expect: "abort NotProven: Service ops-hardening-demo-stable selects hash2, must be hash1",
    },
    {
        name: "wrong for 2 s, right for a second, wrong for 2 s",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.writeIngress(90);
            simulation.pass(2);
            simulation.rollout.writeIngress(10);
            simulation.pass(1);
            simulation.rollout.writeIngress(90);
        },
        seconds: 2,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "another weight outside a pause: the controller may be about to write the next",
        play: (simulation) => {
            pausedAt(simulation);
            simulation.rollout.resume(2);
            simulation.rollout.writeIngress(90);
        },
        seconds: 60,
        expect: "wait: the rollout is Progressing: more replicas need to be updated",
    },
    {
        name: "a pause before the first weight, whose canary Service has no pod of the new version yet",
        play: ({ rollout }) => {
            rollout.steps = [{ pause: { duration: "30s" } }, { setWeight: 10 }];
            rollout.declare("v2");
            rollout.observe();
            rollout.pause(0);
        },
        seconds: 27,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "a pause before the first weight, and traffic already goes to the new version",
        play: ({ rollout }) => {
            rollout.steps = [{ pause: { duration: "30s" } }, { setWeight: 10 }];
            rollout.declare("v2");
            rollout.observe();
            rollout.writeIngress(10);
            rollout.pause(0);
        },
        seconds: 3,
        expect: `abort NotProven: Ingress ${ingress} has canary weight 10, must be 0`,
    },
];

export const traffic: Group = { title: "Traffic routing, at every pause", rows };
