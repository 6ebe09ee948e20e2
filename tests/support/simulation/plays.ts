import { good, SimulatedAnalysis } from "./analysis";
import type { Simulation } from "./simulation";

/** The article's weights and the pause after each, in seconds; the pause of weight n is step 2n + 1. */
const schedule = [
    { weight: 10, seconds: 30 },
    { weight: 25, seconds: 60 },
    { weight: 50, seconds: 60 },
    { weight: 75, seconds: 30 },
];

/** The controller sees the version, and reaches the pause at a weight of the article's. */
export function pausedAt(simulation: Simulation, weight = 10): void {
    const { rollout } = simulation;
    const step = 1 + 2 * schedule.findIndex((candidate) => candidate.weight === weight);
    if (rollout.status["observedGeneration"] !== String(rollout.generation)) {
        rollout.observe();
    }
    rollout.setWeight(weight, step);
    rollout.pause(step);
}

/** Walks these weights and their pauses, each for the duration of its step. */
export function walk(simulation: Simulation, weights: readonly number[] = [10, 25, 50, 75]): void {
    const { rollout } = simulation;
    for (const { weight, seconds } of schedule.filter((candidate) => weights.includes(candidate.weight))) {
        pausedAt(simulation, weight);
        simulation.pass(seconds);
        rollout.resume(Number(rollout.status["currentStepIndex"]) + 1);
    }
}

/** Sets the last weight and promotes. */
export function finish({ rollout }: Simulation): void {
    rollout.setWeight(100, 9);
    rollout.promote();
}

/** Reaches the only pause of a rollout, which is open-ended. */
export function openEnded(simulation: Simulation): void {
    const { rollout } = simulation;
    rollout.steps = [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }];
    rollout.declare("v2");
    rollout.observe();
    rollout.setWeight(10, 1);
    rollout.pause(1);
}

/** Reaches that pause with everything proven after 10 s, except for the faults of a row. */
export function provenPause(simulation: Simulation): void {
    openEnded(simulation);
    const analysis = new SimulatedAnalysis(simulation);
    simulation.pass(10);
    analysis.measure(good);
}

/** Before the gate starts: v2 was aborted. */
export function abortedBefore({ rollout }: Simulation): void {
    rollout.deployFirst("v1");
    rollout.declare("v2");
    rollout.observe();
    rollout.abort();
    rollout.returnTraffic();
}

/** Promotes the version after every step, with every metric measured. */
export function promoted(simulation: Simulation): void {
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good).end("Successful");
    walk(simulation);
    finish(simulation);
}

/** Aborts the version at weight 25. */
export function aborted({ rollout }: Simulation, message = ""): void {
    rollout.observe();
    rollout.setWeight(25, 3);
    rollout.abort(message);
}
