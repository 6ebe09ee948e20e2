import assert from "node:assert/strict";
import { evidenceOf, notesOf } from "../../../../../components/src/gate/report/evidence";
import { declareSecond } from "../decision/decisions";
import { left } from "./evidenceRun";
import { abort, carryOut, failedLater, tampered } from "./sentenceRun";
import { promoted } from "../../../../support/simulation/plays";
import { Simulation } from "../../../../support/simulation/simulation";

describe("the gate's evidence", () => {
    it("of a promotion: weights, shares, measurements, Services, times", () => {
        const { notes, evidence } = left(promoted);
        assert.deepEqual(notes, []);
        const weights = evidence["weights"] as { weight: number; at: string }[];
        assert.deepEqual(
            weights.map(({ weight, at }) => [weight, at.slice(11, 19)]),
            [
                [0, "06:00:00"],
                [10, "06:00:00"],
                [25, "06:00:30"],
                [50, "06:01:30"],
                [75, "06:02:30"],
                [100, "06:03:00"],
                [0, "06:03:00"],
            ],
        );
        assert.deepEqual(evidence["shares"], [
            { weight: 10, canary: 96, total: 960 },
            { weight: 25, canary: 540, total: 2160 },
            { weight: 50, canary: 1080, total: 2160 },
            { weight: 75, canary: 720, total: 960 },
        ]);
        assert.deepEqual(evidence["measurements"], {
            "p99-latency": {
                condition: "result[0] < 500",
                count: 1,
                phase: "Successful",
                value: "41.2",
                at: "2026-03-01T06:00:00.000Z",
            },
            "success-rate": {
                condition: "result[0] >= 95",
                count: 1,
                phase: "Successful",
                value: "100",
                at: "2026-03-01T06:00:00.000Z",
            },
        });
        assert.deepEqual(evidence["services"], { stable: "hash2", canary: "hash2" });
        assert.deepEqual(evidence["analysisRuns"], [{ name: "ops-hardening-demo-hash2-2", phase: "Successful" }]);
        assert.equal(evidence["finishedAt"], "2026-03-01T06:03:00.000Z");
        assert.equal("abortedAt" in evidence || "abortedFor" in evidence, false);
    });

    it("has no share that was not counted", () => {
        const { evidence } = left(promoted, { policy: { requestsMetric: "" } });
        assert.deepEqual(evidence["shares"], []);
    });

    it("notes the shares with too few requests", () => {
        const { notes, evidence } = left(
            (simulation) => {
                simulation.requestsPerSecond = 1;
                promoted(simulation);
            },
            { policy: { onTooFewRequests: "note" } },
        );
        assert.deepEqual(notes, [
            "at weight 10: too few requests to evaluate weight 10 (24 < 151)",
            "at weight 25: too few requests to evaluate weight 25 (54 < 100)",
            "at weight 50: too few requests to evaluate weight 50 (54 < 100)",
            "at weight 75: too few requests to evaluate weight 75 (24 < 100)",
        ]);
        assert.deepEqual((evidence["shares"] as unknown[])[0], { weight: 10, canary: 2, total: 24 });
    });

    it("notes the wrong shares that onWrongShare leaves, with their numbers", () => {
        const { notes, evidence } = left(
            (simulation) => {
                simulation.canaryPercent = 25;
                promoted(simulation);
            },
            { policy: { onWrongShare: "note" } },
        );
        assert.deepEqual(notes, [
            "NOT VERIFIED: canary got 240 of 960 requests (25 %) at weight 10, must be 6.7 % to 13.8 % (onWrongShare: note)",
            "NOT VERIFIED: canary got 540 of 2160 requests (25 %) at weight 50, must be 46.1 % to 53.9 % (onWrongShare: note)",
            "NOT VERIFIED: canary got 240 of 960 requests (25 %) at weight 75, must be 69.8 % to 80 % (onWrongShare: note)",
        ]);
        assert.deepEqual((evidence["shares"] as unknown[])[0], { weight: 10, canary: 240, total: 960 });
        assert.equal("disprovedBy" in evidence, false);
    });

    it("of this gate's abort: position and cause, also on the next update", () => {
        const first = new Simulation();
        declareSecond(first);
        first.watch();
        tampered(first);
        carryOut(first);
        assert.ok(first.observation);
        const evidence = evidenceOf(first.observation, first.history, "Aborted", first.now, undefined, first.policy);
        const { abortedAt, abortedFor } = evidence;
        const ingress = "ops-hardening-demo-ops-hardening-demo-canary";
        const findings = [{ kind: "ingressWeight", ingress, actual: 90, expected: 25 }];
        assert.deepEqual(abortedAt, { step: 3, steps: 9, setWeight: 25, percent: 25 });
        assert.ok(typeof abortedFor === "object");
        assert.deepEqual(abortedFor, { kind: "gate", code: "NotProven", findings, afterSeconds: 3 });
        const previous = { podHash: "hash2", revision: 2, abortedAt, abortedFor };
        const { observation, history } = failedLater(previous, abort);
        assert.ok(observation);
        const later = evidenceOf(observation, history, "Aborted", first.now, undefined, first.policy);
        assert.deepEqual([later.abortedAt, later.abortedFor], [abortedAt, abortedFor]);
    });

    it("is unchanged if nothing was rolled out", () => {
        const version = { podHash: "hash2", revision: 2 };
        const simulation = new Simulation({}, { ...version, verified: { ...version, outcome: "Promoted" } });
        declareSecond(simulation);
        simulation.rollout.observe();
        simulation.rollout.promote();
        simulation.watch();
        const { observation, history, now, policy } = simulation;
        assert.ok(observation);
        const before = { notes: ["of then"] };
        assert.equal(evidenceOf(observation, history, "Promoted", now, before, policy), before);
        assert.deepEqual(notesOf("Promoted", observation, history, policy), [
            "nothing was rolled out: this revision was evaluated before",
        ]);
    });
});
