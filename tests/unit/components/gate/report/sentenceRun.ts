import assert from "node:assert/strict";
import { fail, type Failure } from "../../../../../components/src/gate/decision/types";
import { emptyHistory, type RolloutHistory } from "../../../../../components/src/gate/history/history";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import type { FakeObject } from "../../../../support/apiServer/fakeObjects";
import { SimulatedAnalysis } from "../../../../support/simulation/analysis";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond } from "../decision/decisions";

/** A failed gate: the inputs of its sentence. */
export interface Failed {
    readonly failure: Failure;
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    readonly timeoutSeconds: number;
}

type Play = (simulation: Simulation) => void;

/** Starts the rollout of v2 over a stable v1, with a gate that watches it. */
function onItsWay(policy: Partial<GatePolicy> = {}): Simulation {
    const simulation = new Simulation(policy);
    declareSecond(simulation);
    simulation.watch();
    simulation.rollout.observe();
    return simulation;
}

/** Returns a gate with this failure after `play`, whatever it would decide itself. */
export function failedWith(failure: Failure, play: Play = () => undefined): Failed {
    const simulation = onItsWay();
    play(simulation);
    const { observation, history, policy } = simulation;
    return { failure, observation, history, timeoutSeconds: policy.timeoutSeconds };
}

/** Returns a gate that has never seen the Rollout. */
export function failedUnseen(failure: Failure): Failed {
    return { failure, observation: undefined, history: emptyHistory(0, undefined), timeoutSeconds: 1800 };
}

/** Returns a gate that decides by itself that v2 has failed. */
export function failedAfter(play: Play, policy: Partial<GatePolicy> = {}): Failed {
    const simulation = onItsWay(policy);
    play(simulation);
    return endOf(simulation);
}

/** Returns the gate of a later update, this many seconds after `play`. */
export function failedLater(previous: Previous, play: Play, seconds = 0): Failed {
    const simulation = new Simulation({}, previous);
    declareSecond(simulation);
    simulation.rollout.observe();
    play(simulation);
    simulation.watch();
    simulation.pass(seconds);
    return endOf(simulation);
}

/** Returns a gate whose first deploy has a failed analysis; `late`: the gate starts after that. */
export function failedFirstDeploy(late: boolean): Failed {
    const simulation = new Simulation();
    simulation.rollout.declare("v1");
    const deploy = () => {
        simulation.rollout.observe();
        simulation.rollout.promote();
        new SimulatedAnalysis(simulation, "Initial").measure({ "p99-latency": "743!" }).end("Failed");
    };
    if (late) {
        deploy();
    }
    simulation.watch();
    if (!late) {
        deploy();
    }
    const { observation, history, policy } = simulation;
    return { failure: fail("AnalysisFailed"), observation, history, timeoutSeconds: policy.timeoutSeconds };
}

/** Returns a gate on a first version that no controller has observed. */
export function failedUnobserved(): Failed {
    const simulation = new Simulation();
    simulation.rollout.declare("v1");
    simulation.watch();
    const { observation, history, policy } = simulation;
    return { failure: fail("ControllerSilent"), observation, history, timeoutSeconds: policy.timeoutSeconds };
}

function endOf({ decision, observation, history, policy }: Simulation): Failed {
    assert.ok(decision?.kind === "fail", JSON.stringify(decision));
    return { failure: decision, observation, history, timeoutSeconds: policy.timeoutSeconds };
}

/** Pauses at 25 %. */
export function atStep3({ rollout }: Simulation): void {
    rollout.setWeight(10, 1);
    rollout.pause(1);
    rollout.setWeight(25, 3);
    rollout.pause(3);
}

/** The controller aborts, by itself or on the gate's request. */
export function abort({ rollout }: Simulation, message = ""): void {
    rollout.abort(message);
    rollout.returnTraffic();
}

/** Carries out an abort that the gate has requested. */
export function carryOut(simulation: Simulation): void {
    abort(simulation);
    simulation.pass(0);
}

/** Aborts at step 3 because a metric could not be measured; `others`: further metrics. */
export function abortUnmeasured(simulation: Simulation, others: readonly object[] = []): void {
    const { rollout, cluster } = simulation;
    atStep3(simulation);
    rollout.analyse("Error", { "p99-latency": ["41"] });
    const [run] = cluster.snapshot().analysisRuns;
    const measurements = Array.from({ length: 5 }, () => ({ phase: "Error", message: "no such host" }));
    const metricResults = [{ name: "p99-latency", phase: "Error", measurements }, ...others];
    const failed = { ...run, status: { phase: "Error", metricResults } };
    cluster.put(rollout.paths.analysisRuns, failed as unknown as FakeObject);
    abort(simulation, "Background analysis phase error/failed");
}

/** The controller aborts at step 3 by a metric without a condition, such as a Job or a request. */
export function abortUnconditionally(simulation: Simulation, name: string, phase: string, message?: string): void {
    const { rollout, cluster } = simulation;
    atStep3(simulation);
    rollout.analyse(phase, {});
    const [run] = cluster.snapshot().analysisRuns;
    const measurements = [{ phase, ...(message !== undefined && { message }) }];
    const ended = {
        ...run,
        spec: { metrics: [{ name }] },
        status: { phase, metricResults: [{ name, phase, measurements }] },
    };
    cluster.put(rollout.paths.analysisRuns, ended as unknown as FakeObject);
    abort(simulation, "Background analysis phase error/failed");
}

/** A user changes the weight at step 3, and the gate requests an abort. */
export function tampered(simulation: Simulation): void {
    pausedAt(simulation, 10);
    pausedAt(simulation, 25);
    simulation.rollout.writeIngress(90);
    simulation.pass(3);
}
