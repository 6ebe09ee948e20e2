import type { GateErrorCode } from "../../../components/rolloutGate/decide";
import { sentence } from "../../../components/rolloutGate/errors";
import { emptyMemory, remember, type Previous } from "../../../components/rolloutGate/memory";
import type { FakeRollout } from "../../support/fakeRollout";
import { FakeWorld } from "../../support/fakeWorld";

/** The rollout that the sentences are about. */
export const subject = { namespace: "demo", rolloutName: "ops-hardening-demo", timeoutSeconds: 1800 };
export const rollout = "rollout demo/ops-hardening-demo";

/** The sentence for a failure of v2 after `play`. */
export function say(
    code: GateErrorCode,
    details: string[],
    play: (rollout: FakeRollout, world: FakeWorld) => void,
    previous?: Previous,
): string {
    const world = new FakeWorld();
    let memory = emptyMemory(0, previous);
    world.onChange(() => {
        memory = remember(memory, world.observe(), 0);
    });
    world.rollout.deployFirst("v1");
    memory = emptyMemory(0, previous);
    world.rollout.declare("v2");
    world.rollout.observe();
    play(world.rollout, world);
    return sentence({ kind: "fail", code, outcome: "Unproven", details }, subject, world.observe(), memory);
}

/** Paused at 25 %. */
export function atStep3(fake: FakeRollout): void {
    fake.setWeight(10, 1);
    fake.pause(1);
    fake.setWeight(25, 3);
    fake.pause(3);
}
