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
export function onTimedTraefik(simulation: Simulation): void {
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
        name: "Traefik gives the canary 12 % at weight 10, which one replica does not, but several may",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.canaryPercent = 12;
            paused(simulation);
        },
        seconds: 29,
        expect: "wait: the rollout is paused for the duration of its step",
    },
    {
        name: "Traefik gives the canary 15 % at weight 10, which not even a random split does",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.canaryPercent = 15;
            paused(simulation);
        },
        seconds: 28,
        expect: "abort NotProven: canary got 144 of 960 requests (15 %) at weight 10, must be 6.7 % to 13.8 %",
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
        name: "no readable rule leads to Traefik's object, and the requests follow its weight",
        policy: { onTooFewRequests: "note", onWrongShare: "note" },
        before: (simulation) => {
            onTraefik(simulation);
            simulation.cluster.put(routePath("IngressRoute", "demo"), { metadata: { name }, spec: { routes: [] } });
        },
        play: paused,
        seconds: 8,
        expect: "promote: everything is proven",
    },
    {
        name: "no readable rule leads to Traefik's object, and the canary gets half of the requests, although that would be noted",
        policy: { onTooFewRequests: "note", onWrongShare: "note" },
        before: (simulation) => {
            onTraefik(simulation);
            simulation.cluster.put(routePath("IngressRoute", "demo"), { metadata: { name }, spec: { routes: [] } });
        },
        play: (simulation) => {
            simulation.canaryPercent = 50;
            paused(simulation);
        },
        seconds: 30,
        expect: "abort NotProven: canary got 520 of 1040 requests (50 %) at weight 10, must be 6.7 % to 13.6 %",
    },
    {
        name: "the rule to Traefik's object goes away in a pause, and too few requests are not enough any more",
        policy: { onTooFewRequests: "note" },
        before: onTraefik,
        play: (simulation) => {
            simulation.requestsPerSecond = 1;
            paused(simulation);
            simulation.cluster.put(routePath("IngressRoute", "demo"), { metadata: { name }, spec: { routes: [] } });
        },
        seconds: 21,
        expect: "wait: the pause is promoted once everything is proven: too few requests to evaluate weight 10 (16 < 106)",
    },
    {
        name: "no readable rule leads to Traefik's object, which keeps sessions at their version",
        before: (simulation) => {
            onTraefik(simulation);
            simulation.cluster.put(routePath("IngressRoute", "demo"), { metadata: { name }, spec: { routes: [] } });
        },
        play: (simulation) => {
            paused(simulation, { sticky: { cookie: {} } });
        },
        seconds: 4,
        expect: "abort NotProven: only the share of the requests would show weight 10, which TraefikService ops-hardening-demo keeps from following it by sessions",
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
        name: "the weights of a router are not read, and no step has a pause in which requests could be counted",
        before: (simulation) => {
            onUnknown(simulation);
            simulation.rollout.steps = [{ setWeight: 10 }, { analysis: { templates: [] } }, { setWeight: 100 }];
        },
        play: ({ rollout }) => {
            rollout.setWeight(10, 1);
        },
        expect: "fail Unsupported (Unproven): the weights of smi are known from the controller's status only, so that the share of the requests must be measured: the steps must have a pause",
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
    {
        name: "the weights of a router are not read, and the canary gets half of the requests, although that would be noted",
        policy: { onWrongShare: "note" },
        before: onUnknown,
        play: (simulation) => {
            simulation.canaryPercent = 50;
            paused(simulation);
        },
        seconds: 30,
        expect: "abort NotProven: canary got 400 of 800 requests (50 %) at weight 10, must be 6.4 % to 14.1 %",
    },
];

/** v2 is promoted through every step, and everything is measured; v1 is still up. */
export function promotedOnTraefik(simulation: Simulation): void {
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
        name: "behind Traefik the last weight may not apply yet",
        before: onTimedTraefik,
        play: promotedOnTraefik,
        seconds: 3,
        expect: "wait: the rollout is Healthy, and the previous version may still answer requests",
    },
    {
        name: "behind Traefik the previous version has stopped to answer",
        before: onTimedTraefik,
        play: promotedOnTraefik,
        seconds: 5,
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
    {
        name: "behind Traefik it is not known yet whether the previous version answers, with scrapes every 30 s",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.drain = { kind: "unknown", problem: { kind: "notScrapedTwice" }, scrapeMs: 30_000 };
            promotedOnTraefik(simulation);
        },
        seconds: 103,
        expect: "wait: the rollout is Healthy, and the previous version may still answer requests",
    },
    {
        name: "behind Traefik it has not become known whether the previous version answers, which is noted",
        before: onTimedTraefik,
        play: (simulation) => {
            simulation.drain = { kind: "unknown", problem: { kind: "notScrapedTwice" }, scrapeMs: 30_000 };
            promotedOnTraefik(simulation);
        },
        seconds: 105,
        expect: "succeed Promoted",
    },
    {
        name: "behind Traefik the previous version still answers, and an aborted one came between the two",
        before: (simulation) => {
            onTimedTraefik(simulation);
            simulation.rollout.observe();
            simulation.rollout.abort();
            simulation.rollout.available("hash2", 0);
            simulation.rollout.declare("v3");
        },
        play: (simulation) => {
            simulation.drain = { kind: "flowing", requests: 12 };
            promotedOnTraefik(simulation);
        },
        seconds: 31,
        expect: "fail NotProven (Unproven): the previous version still got 12 requests between the last two scrapes, must get none",
    },
];

export const routers: Group = { title: "Other routers than ingress-nginx", rows: [...rows, ...ended] };
