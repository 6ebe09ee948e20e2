import assert from "node:assert/strict";
import fc from "fast-check";
import type { Decision } from "../../../../../components/src/gate/decision/types";
import { isSuccess } from "../../../../../components/src/gate/model/outcome";
import { isVersionObserved } from "../../../../../components/src/gate/history/history";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { SimulatedController } from "../../../../support/simulation/controller";
import { mishaps } from "../../../../support/simulation/mishaps";
import { Simulation } from "../../../../support/simulation/simulation";

const kinds: readonly Decision["kind"][] = [
    ...(["wait", "measure", "drain", "review", "confirm", "write", "verify", "succeed", "fail"] as const),
];

const policies: fc.Arbitrary<Partial<GatePolicy>> = fc.record({
    onPause: fc.constantFrom("promote", "promote", "wait", "fail"),
    onInconclusive: fc.constantFrom("fail", "wait", "promote"),
    onTimeout: fc.constantFrom("abort", "fail"),
    retryAborted: fc.boolean(),
    verifyInitial: fc.boolean(),
    requestsMetric: fc.constantFrom("", "http_requests_total"),
    minRequests: fc.constantFrom(1, 100),
    onTooFewRequests: fc.constantFrom("fail", "note"),
    onWrongShare: fc.constantFrom("abort", "note"),
    minMeasurements: fc.nat(2),
});

/** Weights that rise to 100, each with a pause of some seconds, or an open-ended one (0). */
const schedules = fc
    .array(fc.record({ weight: fc.integer({ min: 1, max: 99 }), seconds: fc.constantFrom(0, 8, 15, 30) }), {
        minLength: 1,
        maxLength: 4,
    })
    .map((list) => [...new Map(list.map((one) => [one.weight, one])).values()].sort((a, b) => a.weight - b.weight));

type Schedule = readonly { readonly weight: number; readonly seconds: number }[];

function stepsOf(schedule: Schedule): unknown[] {
    const pauses = schedule.flatMap(({ weight, seconds }) => [
        { setWeight: weight },
        { pause: seconds === 0 ? {} : { duration: `${String(seconds)}s` } },
    ]);
    return [...pauses, { setWeight: 100 }];
}

/** Declares v2 over a stable v1, with a gate that watches it. */
function deploy(schedule: Schedule, policy: Partial<GatePolicy>): Simulation {
    const simulation = new Simulation({ timeoutSeconds: 400, ...policy });
    simulation.rollout.steps = stepsOf(schedule);
    simulation.rollout.deployFirst("v1");
    simulation.rollout.declare("v2");
    simulation.requestsPerSecond = 100;
    simulation.watch();
    return simulation;
}

/** Checks the invariants of every write of a gate. */
function assertSafe({ sent }: Simulation): void {
    for (const { write, patch, observation: o, history } of sent) {
        const what = JSON.stringify({ write, patch });
        assert.ok(isVersionObserved(o, history, 0), `for a version that no controller has seen: ${what}`);
        assert.equal(o.podHash, history.podHash, `for another client's version: ${what}`);
        assert.equal(o.manuallyPaused, false, `while it is paused by hand: ${what}`);
        assert.notEqual(o.podHash, o.stableHash, `for a version that is promoted: ${what}`);
        if (write.kind === "promote") {
            assert.ok(o.stepIndex < o.steps.length, `past the last step: ${what}`);
            assert.ok(Number(patch.status["currentStepIndex"] ?? 0) <= o.steps.length, `past the last step: ${what}`);
            assert.ok(!o.aborted, `of an aborted version: ${what}`);
        }
        if (write.kind === "abort") {
            assert.notEqual(o.stableHash, "", `with nothing to go back to: ${what}`);
        }
    }
}

describe("decide, whatever happens", () => {
    const happenings = fc.array(fc.tuple(fc.constantFrom(...Object.keys(mishaps)), fc.nat(1000)), { maxLength: 25 });

    it("always decides, sends no unsafe write, and ends", () => {
        fc.assert(
            fc.property(policies, fc.boolean(), fc.boolean(), happenings, (policy, first, again, list) => {
                const previous = { podHash: "hash2", revision: 2 };
                const simulation = new Simulation({ ...policy, timeoutSeconds: 60 }, again ? previous : undefined);
                if (first) {
                    simulation.rollout.deployFirst("v1");
                    simulation.rollout.declare("v2");
                }
                simulation.watch();
                for (const [name, n] of [...list, ["passes", 0] as const]) {
                    mishaps[name]?.(simulation, n);
                    for (const decision of simulation.decisions) {
                        assert.ok(kinds.includes(decision.kind));
                        if (decision.kind === "measure") {
                            assert.ok(decision.until >= decision.from);
                        }
                    }
                }
                const { timeoutMs, abortMs } = simulation.gracePeriods;
                // An abort also waits for the pods of the stable version.
                const podsMs = simulation.observation?.progressDeadlineMs ?? 0;
                simulation.pass((timeoutMs + podsMs + 2 * abortMs) / 1000);
                assert.ok(simulation.ended, JSON.stringify(simulation.decisions));
                assertSafe(simulation);
            }),
            { numRuns: 400 },
        );
    });
});

describe("decide, with a controller that acts", () => {
    /** Policies that verify a version in full and leave nothing to a user. */
    const strict = fc.record({ minMeasurements: fc.nat(2), onTimeout: fc.constantFrom("abort", "fail") });
    const answers = fc.array(fc.constantFrom("applied", "conflict", "lost"), { maxLength: 6 });

    it("drives a good version to its end, and promotes every open-ended pause once", () => {
        fc.assert(
            fc.property(schedules, strict, answers, fc.integer({ min: 1, max: 4 }), (schedule, policy, busy, every) => {
                const simulation = deploy(schedule, policy);
                const controller = new SimulatedController(simulation, {}, every);
                simulation.answers = [...busy];
                // Enough for a weight of 1 in the shortest pause.
                simulation.requestsPerSecond = 2000;
                simulation.pass(400);
                assert.deepEqual(simulation.decision, { kind: "succeed", outcome: "Promoted" });
                const promoted = schedule.map(({ seconds }) => (seconds === 0 ? 1 : 0));
                assert.deepEqual(
                    schedule.map((_, index) => controller.promoted.get(1 + 2 * index) ?? 0),
                    promoted,
                );
                const applied = simulation.sent.filter((one) => one.applied);
                assert.equal(applied.length, promoted.filter(Boolean).length);
                assertSafe(simulation);
            }),
            { numRuns: 60 },
        );
    });

    /** Faults, each of which alone must prevent a success. */
    const faults: Record<string, (simulation: Simulation) => void> = {
        "no AnalysisRun": (simulation) => new SimulatedController(simulation, { runs: false }),
        "a metric without measurements": (simulation) =>
            new SimulatedController(simulation, { values: { "p99-latency": "41.2" } }),
        "no measurement at all": (simulation) => new SimulatedController(simulation, { values: {} }),
        "a silent Prometheus": (simulation) => {
            new SimulatedController(simulation);
            simulation.prometheusAnswers = false;
        },
        "too few requests": (simulation) => {
            new SimulatedController(simulation);
            simulation.requestsPerSecond = 0.1;
        },
        "no requests for the canary": (simulation) => {
            new SimulatedController(simulation);
            // Enough to distinguish a share of 1 % from none.
            simulation.requestsPerSecond = 1_000;
            simulation.canaryPercent = 0;
        },
        "no controller": () => undefined,
        "a controller that is too slow for the timeout": (simulation) => {
            new SimulatedController(simulation, {}, 50);
        },
        "another weight at every pause": (simulation) => {
            new SimulatedController(simulation);
            const { controller } = simulation;
            simulation.controller = () => {
                controller(simulation);
                if (simulation.rollout.status["phase"] === "Paused") {
                    simulation.rollout.writeIngress(100);
                }
            };
        },
    };
    for (const [name, breakIt] of Object.entries(faults)) {
        it(`never succeeds with ${name}`, () => {
            fc.assert(
                fc.property(schedules, strict, answers, (schedule, policy, busy) => {
                    const simulation = deploy(schedule, { ...policy, timeoutSeconds: 240 });
                    breakIt(simulation);
                    simulation.answers = [...busy];
                    const { timeoutMs, abortMs } = simulation.gracePeriods;
                    simulation.pass((timeoutMs + 2 * abortMs) / 1000);
                    const { decision } = simulation;
                    assert.equal(decision?.kind, "fail", JSON.stringify(decision));
                    assert.equal(isSuccess(decision.outcome), false);
                    assertSafe(simulation);
                }),
                { numRuns: 25 },
            );
        });
    }
});
