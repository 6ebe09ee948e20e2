import type { Group, Row } from "./decisions";
import { routePath } from "../../../../../components/src/routers/model/objects";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { pausedAt, provenPause } from "../../../../support/simulation/plays";
import type { Simulation } from "../../../../support/simulation/simulation";

const openEnded: unknown[] = [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }];
const name = "ops-hardening-demo";

/** Writes the TraefikService as Argo does; without weights as a forced apply of its declaration leaves it. */
function writeTraefikService({ cluster }: Simulation, canary?: number, more: object = {}): void {
    const weightOf = (weight: number | undefined) => (weight === undefined ? {} : { weight });
    const services = [
        { name: `${name}-stable`, ...weightOf(canary === undefined ? undefined : 100 - canary) },
        { name: `${name}-canary`, ...weightOf(canary) },
    ];
    cluster.put(routePath("TraefikService", "demo"), { metadata: { name }, spec: { weighted: { services, ...more } } });
}

/** A stable v1 behind Traefik, and v2 declared. */
function onTraefik(simulation: Simulation, steps: unknown[] = openEnded): void {
    const { cluster, rollout } = simulation;
    rollout.strategy = { trafficRouting: { traefik: { weightedTraefikServiceName: name } } };
    rollout.steps = steps;
    const routes = [{ match: "Host(`a.example`)", services: [{ kind: "TraefikService", name }] }];
    cluster.put(routePath("IngressRoute", "demo"), { metadata: { name }, spec: { routes } });
    writeTraefikService(simulation, 0);
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** The same, with the article's timed steps. */
function onTimedTraefik(simulation: Simulation): void {
    onTraefik(simulation, simulation.rollout.steps);
}

/** A stable v1 behind a router whose objects are not read, and v2 declared. */
function onUnknown({ rollout }: Simulation): void {
    rollout.strategy = { trafficRouting: { smi: {} } };
    rollout.steps = openEnded;
    rollout.deployFirst("v1");
    rollout.declare("v2");
}

/** The controller reaches the pause at weight 10, and the analysis measures. */
function paused(simulation: Simulation, more: object = {}): void {
    writeTraefikService(simulation, 10, more);
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good);
}

const reset = `TraefikService ${name} has canary weight 50, must be 10; TraefikService ${name} has no weight for Service ${name}-stable in spec.weighted, which means 1; TraefikService ${name} has no weight for Service ${name}-canary in spec.weighted, which means 1`;

const rows: Row[] = [
    {
        name: "the weight of Traefik's object is the step's, and everything else is proven",
        before: (simulation) => {
            onTraefik(simulation);
        },
        play: (simulation) => {
            paused(simulation);
        },
        seconds: 8,
        expect: "promote: everything is proven",
    },
    {
        name: "Traefik gives the canary 12 % at weight 10, which a random split may do and Traefik does not",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.canaryPercent = 12;
            paused(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 115 of 960 requests (12 %) at weight 10, must be 9 % to 11 %",
    },
    {
        name: "an apply by force takes the weights of Traefik's object away in a pause, for 2 s",
        before: (simulation) => {
            onTraefik(simulation);
        },
        play: (simulation) => {
            paused(simulation);
            writeTraefikService(simulation);
        },
        seconds: 2,
        expect: `wait: the pause is promoted once everything is proven: the versions' requests are not counted yet; ${reset}`,
    },
    {
        name: "an apply by force takes the weights of Traefik's object away in a pause, for 3 s",
        before: (simulation) => {
            onTraefik(simulation);
        },
        play: (simulation) => {
            paused(simulation);
            writeTraefikService(simulation);
        },
        seconds: 3,
        expect: `abort NotProven: ${reset}`,
    },
    {
        name: "another rule takes the requests of Traefik's object for 3 s",
        before: (simulation) => {
            onTraefik(simulation);
        },
        play: (simulation) => {
            paused(simulation);
            const routes = [{ match: "Host(`a.example`)", services: [{ name: "cart" }] }];
            simulation.cluster.put(routePath("IngressRoute", "demo"), { metadata: { name: "cart" }, spec: { routes } });
        },
        seconds: 3,
        expect: `abort NotProven: TraefikService ${name} is passed by IngressRoute cart (routes[0]), which takes the same requests`,
    },
    {
        name: "Traefik keeps sessions at their version: the share is not counted",
        before: (simulation) => {
            onTraefik(simulation);
        },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            paused(simulation, { sticky: { cookie: {} } });
        },
        expect: "promote: everything is proven",
    },
    {
        name: "the weights of a router are not read, and no requests are counted",
        policy: { requestsMetric: "" },
        before: onUnknown,
        play: provenPause,
        expect: "fail Unsupported (Unproven): the weights of smi are known from the controller's status only, so that the share of the requests must be measured: requestsMetric must not be empty",
    },
    {
        name: "the weights of a router are not read, and too few requests are not enough, although they would be noted",
        policy: { onTooFewRequests: "note" },
        before: onUnknown,
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            provenPause(simulation);
        },
        seconds: 21,
        expect: "wait: the pause is promoted once everything is proven: too few requests to evaluate weight 10 (20 < 151)",
    },
];

/** v2 is promoted through every step, and everything is measured; v1 is still up. */
function promotedOnTraefik(simulation: Simulation): void {
    for (const [weight, step, seconds] of [
        [10, 1, 30],
        [25, 3, 60],
        [50, 5, 60],
        [75, 7, 30],
    ] as const) {
        writeTraefikService(simulation, weight);
        pausedAt(simulation, weight);
        if (weight === 10) {
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
        }
        simulation.pass(seconds);
        simulation.rollout.resume(step + 1);
    }
    writeTraefikService(simulation, 100);
    simulation.rollout.setWeight(100, 9);
    writeTraefikService(simulation, 0);
    simulation.rollout.promote();
}

const ended: Row[] = [
    {
        name: "behind Traefik the previous version has stopped to answer",
        before: onTimedTraefik,
        play: promotedOnTraefik,
        seconds: 3,
        expect: "succeed Promoted",
    },
    {
        name: "behind Traefik the previous version still answers",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.drain = { kind: "flowing", requests: 12 };
            promotedOnTraefik(simulation);
        },
        seconds: 3,
        expect: "wait: the rollout is Healthy, and the previous version may still answer requests",
    },
    {
        name: "behind Traefik the previous version still answers after 30 s",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.drain = { kind: "flowing", requests: 12 };
            promotedOnTraefik(simulation);
        },
        seconds: 31,
        expect: "fail NotProven (Unproven): the previous version still got 12 requests between the last two scrapes, must get none",
    },
];

export const routers: Group = { title: "Other routers than ingress-nginx", rows: [...rows, ...ended] };
