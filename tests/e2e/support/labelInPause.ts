import assert from "node:assert/strict";
import { gateFailureOf } from "../../../scripts/local/gateOutput";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { assertFailed } from "./pulumiRuns";

/** An object with weights that the controller of rollouts writes. */
interface WeightedObject {
    readonly metadata: { readonly generation: number; readonly labels: Record<string, string> };
    readonly spec: unknown;
}

/**
 * Rolls a version out to a pause at weight 50, and changes a label of the object with the weights there by another update.
 * Fails unless the object's spec stays as the controller wrote it; returns that spec.
 */
export async function labelInPause<T extends WeightedObject>(
    up: (settings: object) => Promise<PulumiRun>,
    read: () => Promise<T>,
): Promise<T["spec"]> {
    const settings = { steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }], onPause: "fail" };
    assertPaused(await up(settings));
    const before = await read();
    assertPaused(await up({ ...settings, label: "changed" }));
    const after = await read();
    assert.equal(after.metadata.labels["label"], "changed");
    // A write of the weights, even one that was taken back, raises the generation.
    assert.deepEqual([after.spec, after.metadata.generation], [before.spec, before.metadata.generation]);
    return after.spec;
}

function assertPaused(run: PulumiRun): void {
    assertFailed(run);
    assert.match(gateFailureOf(run.output) ?? run.output, /is paused at step 1\/3/);
}
