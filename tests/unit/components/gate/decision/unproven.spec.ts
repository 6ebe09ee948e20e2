import assert from "node:assert/strict";
import { fail } from "../../../../../components/src/gate/decision/types";
import { unprovenAfter, unprovenBefore } from "../../../../../components/src/gate/decision/unproven";
import type { Finding } from "../../../../../components/src/gate/model/finding";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { openEnded, promoted, pausedAt } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";
import { declareSecond } from "./decisions";

const unobserved: Finding = { kind: "unobserved" };
const unseen: Finding = { kind: "unseenWeight", weight: 50, ingresses: 1 };

/** Returns what a failed gate leaves unproven after `play`. */
function left(findings: readonly Finding[], play: (simulation: Simulation) => void, previous?: Previous) {
    const simulation = new Simulation({ onTooFewRequests: "note" }, previous);
    declareSecond(simulation);
    simulation.watch();
    play(simulation);
    const { observation, history, policy } = simulation;
    assert.ok(observation);
    return unprovenAfter(fail("NotProven", "Unproven", findings), observation, history, policy);
}

describe("what a failed gate leaves unproven", () => {
    it("are the findings that only the steps can resolve, once each", () => {
        const later: Finding = { kind: "unavailablePods", available: 1, desired: 2 };
        assert.deepEqual(left([unseen, later, unseen], promoted), [unseen]);
    });

    it("are the steps that are left, if it fails before the end", () => {
        assert.deepEqual(left([], pausedAt), [{ kind: "countPending", weight: 10 }, unobserved]);
    });

    it("includes what it still waited for at its timeout", () => {
        const reason = { kind: "unverified", findings: [unseen] } as const;
        assert.deepEqual(left([{ kind: "waiting", reason }], promoted), [unseen]);
    });

    it("is everything, if another version has replaced the one that it watched", () => {
        const replaced = (simulation: Simulation) => {
            pausedAt(simulation);
            simulation.rollout.declare("v3");
            simulation.rollout.observe();
        };
        assert.deepEqual(left([], replaced), [unobserved]);
    });

    it("are the pods of a first deploy, if none is available, until they are", () => {
        const simulation = new Simulation();
        const { rollout } = simulation;
        rollout.declare("v1");
        simulation.watch();
        rollout.observe({ stableRS: "hash1" });
        const { observation, history, policy } = simulation;
        assert.ok(observation);
        const found = unprovenAfter(fail("TimedOut"), observation, history, policy);
        assert.deepEqual(found, [{ kind: "unavailablePods", available: 0, desired: 2 }]);
        const later = new Simulation({}, { podHash: "hash1", revision: 1, unproven: found });
        later.rollout.deployFirst();
        later.watch();
        assert.ok(later.observation);
        assert.deepEqual(unprovenBefore(later.observation, later.history), []);
    });

    it("is a share that was too small, unless it is only noted", () => {
        const few = (simulation: Simulation) => {
            simulation.requestsPerSecond = 1;
            pausedAt(simulation);
            simulation.pass(29);
        };
        assert.deepEqual(left([], few), [unobserved]);
        const simulation = new Simulation({ onTimeout: "fail" });
        declareSecond(simulation);
        simulation.watch();
        few(simulation);
        const { observation, history, policy } = simulation;
        assert.ok(observation);
        const found = unprovenAfter(fail("TimedOut"), observation, history, policy);
        assert.deepEqual(
            found.map(({ kind }) => kind),
            ["share", "unobserved"],
        );
    });

    it("is a wrong share, unless it is only noted", () => {
        const kinds = (policy: Partial<GatePolicy>) => {
            const simulation = new Simulation({ ...policy, onTimeout: "fail" });
            declareSecond(simulation);
            simulation.watch();
            simulation.canaryPercent = 90;
            pausedAt(simulation);
            simulation.pass(29);
            const { observation, history } = simulation;
            assert.ok(observation);
            const found = unprovenAfter(fail("TimedOut"), observation, history, simulation.policy);
            return found.map(({ kind }) => kind);
        };
        assert.deepEqual(kinds({}), ["share", "unobserved"]);
        assert.deepEqual(kinds({ onWrongShare: "note" }), ["unobserved"]);
    });

    it("is no wrong share of an open-ended pause that ended before it counts, if it is only noted", () => {
        const simulation = new Simulation({ onWrongShare: "note" });
        declareSecond(simulation);
        simulation.watch();
        simulation.canaryPercent = 90;
        openEnded(simulation);
        simulation.pass(10);
        simulation.rollout.abort();
        simulation.pass(1);
        const { observation, history, policy } = simulation;
        assert.ok(observation);
        assert.deepEqual(unprovenAfter(fail("Aborted", "Aborted"), observation, history, policy), [unobserved]);
    });

    it("includes what earlier runs left, of the same version and the same Rollout", () => {
        const uid = new Simulation().rollout.uid;
        const of = (previous: Partial<Previous>) => {
            const simulation = new Simulation({}, { podHash: "hash2", revision: 2, unproven: [unseen], ...previous });
            declareSecond(simulation);
            simulation.rollout.observe();
            simulation.rollout.promote();
            simulation.watch();
            const { observation, history } = simulation;
            assert.ok(observation);
            return unprovenBefore(observation, history);
        };
        assert.deepEqual(of({}), [unseen]);
        assert.deepEqual(of({ uid }), [unseen]);
        for (const other of [{ uid: "another" }, { podHash: "hash1" }, { revision: 1 }]) {
            assert.deepEqual(of(other), [], JSON.stringify(other));
        }
    });
});
