import assert from "node:assert/strict";
import type { StackState } from "../../../scripts/local/stackState";

/** Maximal size of a dynamic resource in a state, in characters of JSON; before, the gate alone took 440,358. */
const mostOfResource = 12_000;

interface DynamicResource {
    readonly urn: string;
    readonly type: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly dependencies?: readonly string[];
}

/**
 * Fails if one of our dynamic resources is too large in the state: a gate as a whole, any other without its inputs
 * (except the provider that Pulumi stores in them) and the names of its dependencies.
 */
export function assertSmallDynamicResources({ deployment }: StackState): void {
    const dynamic = (deployment.resources ?? []).filter(({ type }) => type.startsWith("pulumi-nodejs:dynamic/canary:"));
    assert.notEqual(dynamic.length, 0, "no dynamic resource in the state");
    for (const resource of dynamic as unknown as readonly DynamicResource[]) {
        const inputs = { ...resource.inputs, __provider: undefined };
        const given = charactersOf(inputs) + charactersOf(resource.dependencies ?? []);
        const size = charactersOf(resource) - (resource.type.endsWith(":RolloutGate") ? 0 : given);
        assert.ok(size <= mostOfResource, `${resource.urn} takes ${size} characters of the state`);
    }
}

/** The length of a value as JSON without white space. */
export function charactersOf(value: unknown): number {
    return JSON.stringify(value).length;
}
