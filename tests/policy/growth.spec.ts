import assert from "node:assert/strict";
import { catalog } from "../../policies/src/catalog";
import { readConfiguration } from "../../policies/src/model/configuration";
import { evaluateAll } from "../../policies/src/model/evaluate";
import type { Rule } from "../../policies/src/model/rule";
import { fleet } from "../support/policies/fleet";
import { stackOf } from "./baseline";
import { countedReads } from "./countedReads";
import { today } from "./ruleSpec";

/** Returns the number of fields that a rule reads in a changed fleet with a gate for each app. */
function readsOf(rule: Rule, apps: number, change: (bodies: Record<string, unknown>[]) => void): number {
    const bodies = fleet(apps);
    change(bodies);
    const gates = Array.from({ length: apps }, (_, index) => ({
        body: { namespace: "demo", rolloutName: `app-${index}`, timeoutSeconds: 600 },
    }));
    const configuration = readConfiguration({}, catalog);
    assert.ok("levelOf" in configuration);
    const { stack, reads } = countedReads(stackOf(bodies, gates));
    evaluateAll([rule], stack, configuration, today);
    return reads();
}

function withoutRollouts(bodies: Record<string, unknown>[]): void {
    bodies.splice(0, bodies.length, ...bodies.filter(({ kind }) => kind !== "Rollout"));
}

function withoutServices(bodies: Record<string, unknown>[]): void {
    bodies.splice(0, bodies.length, ...bodies.filter(({ kind }) => kind !== "Service" && kind !== "Deployment"));
}

const fleets = [
    ["Rollouts", () => undefined],
    ["plain Deployments", withoutRollouts],
    ["references to what is not declared", withoutServices],
] as const;

describe("the time of a rule", () => {
    for (const rule of catalog) {
        for (const [what, change] of fleets) {
            it(`grows with the number of objects: ${rule.name}, ${what}`, () => {
                const [few, many] = [readsOf(rule, 30, change), readsOf(rule, 120, change)];
                // Four times as many apps; the rest is for what is read once.
                assert.ok(many <= 4.2 * few, `${few} reads of 30 apps, ${many} of 120`);
            });
        }
    }
});
