import assert from "node:assert/strict";
import type { GateErrorCode } from "../../../../../components/src/gate/model/outcome";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { failureMessage } from "../../../../../components/src/gate/report/failureMessage";
import type { Finding } from "../../../../../components/src/gate/model/finding";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { FakeRollout } from "../../../../support/rollout/fakeRollout";
import { declareSecond, recorded } from "../decision/decisions";
import { pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

/** The rollout that the sentences are about. */
export const subject = { namespace: "demo", rolloutName: "ops-hardening-demo", timeoutSeconds: 1800 };
export const rollout = "rollout demo/ops-hardening-demo";
export const ingress = "Ingress ops-hardening-demo-ops-hardening-demo-canary";
export const kubectl = (verb: string) => `kubectl argo rollouts ${verb} ops-hardening-demo -n demo`;

/** The sentence for a failure of v2 after `play`, whatever is decided. */
export function say(
    code: GateErrorCode,
    details: string[],
    play: (rollout: FakeRollout, simulation: Simulation) => void,
    previous?: Previous,
    diagnosis: string[] = [],
): string {
    const simulation = new Simulation({}, previous);
    declareSecond(simulation);
    simulation.watch();
    simulation.rollout.observe();
    play(simulation.rollout, simulation);
    const { observation, history } = simulation;
    return failureMessage(
        { kind: "fail", code, outcome: "Unproven", findings: findingsOf(code, details) },
        subject,
        observation,
        history,
        diagnosis,
    );
}

/** Findings of these texts; metrics that were not measured have a kind of their own. */
function findingsOf(code: GateErrorCode, texts: readonly string[]): Finding[] {
    if (code !== "Unmeasured") {
        return recorded(...texts);
    }
    return texts.map((metric) =>
        metric === "every metric" ? { kind: "nothingMeasured" } : { kind: "unmeasured", metric },
    );
}

/** The sentence that a gate ends with, which decides by itself what happens to v2. */
export function sayAtEnd(
    play: (simulation: Simulation) => void,
    policy: Partial<GatePolicy> = {},
    diagnosis: string[] = [],
): string {
    const simulation = new Simulation(policy);
    declareSecond(simulation);
    simulation.watch();
    play(simulation);
    const { decision, observation, history } = simulation;
    assert.equal(decision?.kind, "fail", JSON.stringify(decision));
    const told = { ...subject, timeoutSeconds: simulation.policy.timeoutSeconds };
    return failureMessage(decision, told, observation, history, diagnosis);
}

/** Paused at 25 %. */
export function atStep3(fake: FakeRollout): void {
    fake.setWeight(10, 1);
    fake.pause(1);
    fake.setWeight(25, 3);
    fake.pause(3);
}

/** Somebody changes the weight at step 3, and the gate asks for an abort. */
export function tampered(simulation: Simulation): void {
    pausedAt(simulation, 10);
    pausedAt(simulation, 25);
    simulation.rollout.writeIngress(90);
    simulation.pass(3);
}
