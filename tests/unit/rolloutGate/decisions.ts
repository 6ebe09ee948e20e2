import assert from "node:assert/strict";
import { decide, patienceOf, type Decision } from "../../../components/rolloutGate/decide";
import { emptyMemory, remember, type Memory, type Previous } from "../../../components/rolloutGate/memory";
import { observe } from "../../../components/rolloutGate/observe";
import type { FakeRollout } from "../../support/fakeRollout";
import { FakeWorld } from "../../support/fakeWorld";

/** Measurements of a good version. */
export const good = { "p99-latency": ["41.2"], "success-rate": ["100"] };

/** A rule: what happened, and what is decided then. */
export interface Row {
    readonly name: string;
    /** What happens while the gate watches. */
    readonly play: (rollout: FakeRollout, world: FakeWorld) => void;
    /** Before the gate looks for the first time. @default a stable v1, and v2 declared */
    readonly before?: (rollout: FakeRollout, world: FakeWorld) => void;
    readonly previous?: Previous;
    /** How long it lasts, in seconds. @default 0 */
    readonly lasts?: number;
    readonly gap?: boolean;
    readonly expect: string;
}

/** Every weight and its pause. */
export function walk(rollout: FakeRollout, weights = [10, 25, 50, 75, 100]): void {
    for (const weight of weights) {
        const step = 1 + 2 * [10, 25, 50, 75, 100].indexOf(weight);
        rollout.setWeight(weight, step);
        if (weight < 100) {
            rollout.pause(step);
            rollout.resume(step + 1);
        }
    }
}

/** The decision in words, so that a row reads as a rule. */
function inWords(decision: Decision): string {
    switch (decision.kind) {
        case "wait":
            return `wait: ${decision.reason}`;
        case "succeed":
            return `succeed ${decision.outcome}`;
        case "fail":
            return `fail ${decision.code} ${decision.outcome}${decision.details.length === 0 ? "" : `: ${decision.details.join("; ")}`}`;
    }
}

/** Plays a row and decides at its end. */
export function run(row: Row): { decision: Decision; memory: Memory } {
    const world = new FakeWorld();
    let now = Date.parse("2026-03-01T06:00:00Z");
    let memory = emptyMemory(now, row.previous);
    const before =
        row.before ??
        ((rollout: FakeRollout) => {
            rollout.deployFirst("v1");
            rollout.declare("v2");
        });
    before(world.rollout, world);
    const look = () => {
        memory = remember(row.gap ? { ...memory, gap: true } : memory, observe(world.world(), "demo"), now);
    };
    look();
    world.onChange(look);
    row.play(world.rollout, world);
    now += (row.lasts ?? 0) * 1000;
    look();
    return { decision: decide(observe(world.world(), "demo"), memory, patienceOf(1800), now), memory };
}

/** A test per row. */
export function testRows(table: readonly Row[]): void {
    for (const row of table) {
        it(`${row.name} -> ${row.expect}`, () => {
            assert.equal(inWords(run(row).decision), row.expect);
        });
    }
}
