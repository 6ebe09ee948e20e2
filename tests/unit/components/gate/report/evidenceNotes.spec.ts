import assert from "node:assert/strict";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { routePath } from "../../../../../components/src/routers/model/objects";
import { declareSecond } from "../decision/decisions";
import { onTimedTraefik, promotedOnTraefik } from "../decision/decisionTableRouters";
import { left } from "./evidenceRun";
import { finish, openEnded, pausedAt, promoted, walk } from "../../../../support/simulation/plays";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { good, SimulatedAnalysis } from "../../../../support/simulation/analysis";
import type { Simulation } from "../../../../support/simulation/simulation";

describe("the notes of the gate's evidence", () => {
    it("report a promotion before this gate had proven the share", () => {
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

    it("report the wrong share of a pause that a user promoted, once it counts", () => {
        const promotedAfter = (seconds: number) =>
            left(
                (simulation) => {
                    simulation.canaryPercent = 50;
                    openEnded(simulation);
                    new SimulatedAnalysis(simulation).measure(good).end("Successful");
                    simulation.pass(seconds);
                    simulation.rollout.write({ pauseConditions: undefined });
                    simulation.rollout.resume(2);
                    simulation.rollout.setWeight(100, 3);
                    simulation.rollout.promote();
                },
                { policy: { onPause: "wait", onWrongShare: "note" } },
            ).notes;
        const early = "it was promoted early at weight 10, before this gate had proven that share";
        assert.deepEqual(promotedAfter(20), [early]);
        assert.deepEqual(promotedAfter(30), [
            early,
            "NOT VERIFIED: canary got 520 of 1040 requests (50 %) at weight 10, must be 6.7 % to 13.6 % (onWrongShare: note)",
        ]);
    });

    it("report an inconclusive analysis step, whose values have their own keys", () => {
        const { notes, evidence } = left(
            (simulation) => {
                const { rollout } = simulation;
                rollout.steps = [{ setWeight: 10 }, { analysis: { templates: [] } }, { setWeight: 100 }];
                rollout.declare("v2");
                rollout.observe();
                rollout.setWeight(10, 1);
                const background = new SimulatedAnalysis(simulation).measure({ ...good, "p99-latency": "30" });
                const step = new SimulatedAnalysis(simulation, "Step", "-1", 1);
                step.measure(good).end("Inconclusive");
                step.remove();
                rollout.setWeight(100, 3);
                background.end("Successful");
                rollout.promote();
            },
            { policy: { requestsMetric: "" } },
        );
        assert.deepEqual(notes, ["the analysis of step 1 was inconclusive, and it was promoted anyway"]);
        const measurements = evidence["measurements"] as Record<string, { value: string }>;
        assert.deepEqual(
            Object.entries(measurements).map(([name, { value }]) => [name, value]),
            [
                ["p99-latency", "30"],
                ["success-rate", "100"],
                ["p99-latency at step 1", "41.2"],
                ["success-rate at step 1", "100"],
            ],
        );
    });

    it("do not call the gate's own promotion early", () => {
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

    it("does not call its promotion of an inconclusive pause early: it has counted the requests", () => {
        const { outcome, notes } = left(
            (simulation) => {
                pausedAt(simulation);
                const run = new SimulatedAnalysis(simulation).measure(good);
                run.end("Inconclusive");
                simulation.rollout.holdInconclusive();
                simulation.pass(28);
                assert.equal(simulation.sent.length, 1);
                run.remove();
                simulation.rollout.resume(2);
                const next = new SimulatedAnalysis(simulation).measure(good);
                walk(simulation, [25, 50, 75]);
                next.end("Successful");
                finish(simulation);
            },
            { policy: { onInconclusive: "promote" } },
        );
        assert.deepEqual([outcome, notes], ["Promoted", []]);
    });

    it("report the weights that this gate has not seen", () => {
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
        // 25 is still on the Ingress when the gate starts.
        assert.deepEqual(late.notes, ["this gate did not see weights 10: they were over when it began to watch"]);
        const applied = left(
            (simulation) => {
                new SimulatedAnalysis(simulation).measure(good).end("Successful");
                walk(simulation, [50, 75]);
                finish(simulation);
            },
            {
                before: (simulation) => {
                    declareSecond(simulation);
                    simulation.rollout.recordWrite("canary-delivery-pulumi", "template.spec.containers");
                    simulation.pass(64);
                    pausedAt(simulation, 25);
                    simulation.rollout.resume(4);
                },
            },
        );
        assert.deepEqual(applied.notes, [
            "canary-delivery-pulumi applied it at 06:00:00 UTC, 64 s before this gate began to watch",
            ...late.notes,
        ]);
        const away = left(promoted, { gap: true });
        assert.deepEqual(away.notes, ["the watch was interrupted: weights may have been applied unseen"]);
    });

    it("do not have the time at which an update applied what this gate has watched", () => {
        const before = (simulation: Simulation) => {
            declareSecond(simulation);
            simulation.rollout.recordWrite("canary-delivery-pulumi", "template.spec.containers");
            simulation.pass(64);
        };
        assert.deepEqual(left(promoted, { before }).notes, []);
    });

    it("report a stable version that was rolled out between the updates", () => {
        const verified = { outcome: "Promoted", podHash: "hash0", revision: 1 } as const;
        const previous = { podHash: "hash0", revision: 1, verified };
        assert.deepEqual(left(promoted, { previous }).notes, [
            "NOT VERIFIED: before it, stable was image v1 (revision 1), which was rolled out without this gate's verification",
        ]);
        const known = { ...previous, verified: { ...verified, podHash: "hash1" } };
        assert.deepEqual(left(promoted, { previous: known }).notes, []);
        // The Rollout was created again: nothing about it was verified.
        const another = { ...previous, verified: { ...verified, uid: "another" } };
        assert.deepEqual(left(promoted, { previous: another }).notes, []);
        assert.deepEqual(left(promoted, { previous: { podHash: "hash0", revision: 1 } }).notes, []);
    });

    it("report the parts that a first deploy skips, and the measurement by its analysis", () => {
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

    it("report the parts that a full promotion and a fast rollback skip", () => {
        const fast = left((simulation) => {
            pausedAt(simulation);
            simulation.rollout.write({ promoteFull: true });
            simulation.rollout.promote();
        });
        assert.deepEqual(
            [fast.outcome, ...fast.notes],
            ["FastPromoted", "a user promoted it fully: the remaining steps and the analysis were skipped"],
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

    it("report a judge that never looked, or has no counter", () => {
        const only = (simulation: Simulation) => {
            const { rollout } = simulation;
            rollout.steps = [{ setWeight: 100 }];
            rollout.declare("v2");
            rollout.observe();
            new SimulatedAnalysis(simulation).measure(good).end("Successful");
            rollout.setWeight(100, 1);
            rollout.promote();
        };
        const noLook = "were not judged: the steps left no time to look at the new version's answers";
        assert.deepEqual(left(only, { policy: { judge: judgeInputs } }).notes, [
            `NOT VERIFIED: errors ${noLook}`,
            `NOT VERIFIED: latencies ${noLook}`,
        ]);
        const noCounter = "were not judged: requestsMetric is empty";
        assert.deepEqual(left(promoted, { policy: { judge: judgeInputs, requestsMetric: "" } }).notes, [
            `NOT VERIFIED: errors ${noCounter}`,
            `NOT VERIFIED: latencies ${noCounter}`,
        ]);
        assert.deepEqual(left(promoted, { policy: { requestsMetric: "" } }).notes, []);
    });

    it("report a judge that could read no answer, where it only notes what it finds", () => {
        const policy: Partial<GatePolicy> = {
            judge: { ...judgeInputs, onWorseThanStable: "note", onOverThreshold: "note" },
        };
        const { notes } = left(
            (simulation) => {
                simulation.answersProblem = { kind: "noSeries", selector: "hits_total", label: "code" };
                promoted(simulation);
            },
            { policy },
        );
        const why = "were not judged: Prometheus has no hits_total with the label code";
        assert.deepEqual(notes, [`NOT VERIFIED: errors ${why}`, `NOT VERIFIED: latencies ${why}`]);
    });

    it("report what was not judged, and the least faults that each pause showed are evidence", () => {
        const { notes, evidence } = left(promoted, { policy: { judge: judgeInputs } });
        assert.deepEqual(notes, ["NOT VERIFIED: latencies were not judged: the new version has answered no request"]);
        const least = evidence.shares?.map((share) => share.least?.errors ?? 1) ?? [];
        assert.equal(least.length, 4);
        assert.ok(least.every((share) => share < 0.15));
        assert.equal(evidence.forecast?.requestsPerSecond, 40);
        assert.ok((evidence.forecast.together.errors ?? 1) < 0.01);
        // Two digits are enough, and a state stays small.
        assert.ok(least.every((share) => share === Number(share.toPrecision(2))));
    });

    it("report a split that one router would do more evenly", () => {
        const { notes } = left(
            (simulation) => {
                simulation.controller = (now) => {
                    now.canaryPercent = now.observation?.weight === 10 ? 12 : undefined;
                };
                promotedOnTraefik(simulation);
                simulation.pass(30);
            },
            { before: onTimedTraefik },
        );
        assert.deepEqual(notes, [
            "canary got 115 of 960 requests (12 %) at weight 10: one router alone would send 9 % to 11 %, several split each for itself",
        ]);
    });

    it("report that a previous version may still answer, and a route that was not seen", () => {
        const unknown = (policy: Partial<GatePolicy>) =>
            left(
                (simulation) => {
                    simulation.drain = { kind: "unknown", problem: { kind: "notScrapedTwice" } };
                    promotedOnTraefik(simulation);
                    simulation.pass(40);
                },
                { before: onTimedTraefik, policy },
            ).notes;
        const unverified = "NOT VERIFIED: that the previous version has stopped to answer";
        assert.deepEqual(unknown({}), [
            `${unverified}: Prometheus has not scraped every pod twice since the pause began`,
        ]);
        assert.deepEqual(unknown({ requestsMetric: "" }), [`${unverified}: its requests are not counted`]);
        const unseen = left(
            (simulation) => {
                promotedOnTraefik(simulation);
                simulation.pass(10);
            },
            {
                before: (simulation) => {
                    onTimedTraefik(simulation);
                    const name = "ops-hardening-demo";
                    simulation.cluster.put(routePath("IngressRoute", "demo"), {
                        metadata: { name },
                        spec: { routes: [] },
                    });
                },
            },
        );
        assert.deepEqual(unseen.notes, [
            "no route that the gate reads leads to TraefikService ops-hardening-demo: only the measured shares show that its weights applied",
        ]);
    });
});
