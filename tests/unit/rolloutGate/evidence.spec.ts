import assert from "node:assert/strict";
import { evidenceOf, notesOf, type Evidence } from "../../../components/rolloutGate/evidence";
import type { Outcome } from "../../../components/rolloutGate/memory";
import type { GatePolicy } from "../../../components/rolloutGate/policy";
import { declareSecond } from "./decisions";
import { finish, openEnded, pausedAt, walk } from "./plays";
import { good, SimulatedAnalysis } from "./simulatedAnalysis";
import { Simulation } from "./simulation";

interface Circumstances {
    readonly policy?: Partial<GatePolicy>;
    readonly gap?: boolean;
    readonly before?: (simulation: Simulation) => void;
}

/** A gate on v2 that has ended well after `play`, and what it leaves behind. */
function left(
    play: (simulation: Simulation) => void,
    { policy = {}, gap = false, before = declareSecond }: Circumstances = {},
): { outcome: Outcome; notes: string[]; evidence: Evidence } {
    const simulation = new Simulation(policy);
    before(simulation);
    simulation.watch(gap);
    play(simulation);
    simulation.pass(0);
    const { decision, observation, memory, now } = simulation;
    assert.ok(decision?.kind === "succeed" && observation, JSON.stringify(decision));
    const { outcome } = decision;
    const evidence = evidenceOf(observation, memory, outcome, now, undefined);
    const notes = notesOf(outcome, observation, memory);
    assert.deepEqual(evidence["notes"] ?? [], notes);
    // It goes into a state: plain data, nothing undefined.
    assert.deepEqual(JSON.parse(JSON.stringify(evidence)), evidence);
    return { outcome, notes, evidence };
}

function promoted(simulation: Simulation): void {
    pausedAt(simulation);
    new SimulatedAnalysis(simulation).measure(good).end("Successful");
    walk(simulation);
    finish(simulation);
}

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

    it("has no share that could not be counted", () => {
        const { evidence } = left(promoted, { policy: { requestsMetric: "" } });
        assert.deepEqual(evidence["shares"], []);
    });

    it("says which shares were judged by too few requests", () => {
        const { notes, evidence } = left(
            (simulation) => {
                simulation.requestsPerSecond = 1;
                promoted(simulation);
            },
            { policy: { onTooFewRequests: "note" } },
        );
        assert.deepEqual(notes, [
            "at weight 10: not enough requests to judge (24 < 100)",
            "at weight 25: not enough requests to judge (54 < 100)",
            "at weight 50: not enough requests to judge (54 < 100)",
            "at weight 75: not enough requests to judge (24 < 100)",
        ]);
        assert.deepEqual((evidence["shares"] as unknown[])[0], { weight: 10, canary: 2, total: 24 });
    });

    it("says where somebody promoted it before this gate had proven the share", () => {
        const { outcome, notes } = left((simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            simulation.pass(1);
            simulation.rollout.write({ pauseConditions: undefined });
            simulation.rollout.resume(2);
            simulation.rollout.setWeight(100, 3);
            simulation.rollout.promote();
        });
        assert.equal(outcome, "Promoted");
        assert.deepEqual(notes, ["it was promoted early at weight 10, before this gate had proven that share"]);
    });

    it("does not call its own promotion early", () => {
        const { notes, evidence } = left((simulation) => {
            openEnded(simulation);
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            simulation.pass(10);
            assert.equal(simulation.sent.length, 1);
            simulation.rollout.resume(2);
            simulation.rollout.setWeight(100, 3);
            simulation.rollout.promote();
        });
        assert.deepEqual(notes, []);
        assert.deepEqual(evidence["shares"], [{ weight: 10, canary: 16, total: 160 }]);
    });

    it("says what this gate has not seen", () => {
        const late = left(
            (simulation) => {
                new SimulatedAnalysis(simulation).measure(good).end("Successful");
                walk(simulation, [50, 75]);
                finish(simulation);
            },
            {
                before: (simulation) => {
                    declareSecond(simulation);
                    pausedAt(simulation, 25);
                    simulation.rollout.resume(4);
                },
            },
        );
        // 25 is still on the Ingress when the gate comes.
        assert.deepEqual(late.notes, ["this gate did not see weights 10: they were over when it began to watch"]);
        const away = left(promoted, { gap: true });
        assert.deepEqual(away.notes, ["the watch was interrupted: weights may have been applied unseen"]);
    });

    it("says what a first deploy skips, and that its analysis has measured it", () => {
        const before = ({ rollout }: Simulation) => {
            rollout.declare("v1");
        };
        const deployed = ({ rollout }: Simulation) => {
            rollout.observe();
            rollout.promote();
        };
        const skipped =
            "first deploy: canary steps and analysis were skipped, there is no stable version to compare with; ";
        assert.deepEqual(left(deployed, { before }).notes, [
            `${skipped}set verifyInitial to measure it once by the same analysis, or baseline to canary it against another image`,
        ]);
        const verified = left(
            (simulation) => {
                deployed(simulation);
                new SimulatedAnalysis(simulation, "Initial").measure(good).end("Successful");
            },
            { before, policy: { verifyInitial: true } },
        );
        assert.deepEqual(verified.notes, [`${skipped}the same analysis has measured it once`]);
        assert.deepEqual(Object.keys(verified.evidence["measurements"] as object), ["p99-latency", "success-rate"]);
    });

    it("says what a full promotion and a fast rollback skip", () => {
        const fast = left((simulation) => {
            pausedAt(simulation);
            simulation.rollout.write({ promoteFull: true });
            simulation.rollout.promote();
        });
        assert.deepEqual(
            [fast.outcome, ...fast.notes],
            ["FastPromoted", "somebody promoted it fully: the remaining steps and the analysis were skipped"],
        );
        const rolledBack = left(
            (simulation) => {
                simulation.rollout.observe({ currentStepIndex: 9 });
                simulation.rollout.promote();
                simulation.pass(3);
            },
            {
                before: (simulation) => {
                    declareSecond(simulation);
                    simulation.rollout.observe();
                    simulation.rollout.declare("v1");
                },
            },
        );
        assert.deepEqual(
            [rolledBack.outcome, ...rolledBack.notes],
            ["FastRolledBack", "back to a version that has served before: canary steps and analysis were skipped"],
        );
    });

    it("is what it was where nothing was rolled out", () => {
        const previous = { outcome: "Promoted", podHash: "hash2", revision: 2 };
        const simulation = new Simulation({}, previous);
        declareSecond(simulation);
        simulation.rollout.observe();
        simulation.rollout.promote();
        simulation.watch();
        const { observation, memory, now } = simulation;
        assert.ok(observation);
        const before = { weights: "of then" };
        assert.equal(evidenceOf(observation, memory, "Promoted", now, before), before);
        assert.deepEqual(notesOf("Promoted", observation, memory), [
            "nothing was rolled out: this revision was judged before",
        ]);
    });
});
