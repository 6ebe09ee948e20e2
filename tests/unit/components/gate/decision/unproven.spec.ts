import assert from "node:assert/strict";
import { fail } from "../../../../../components/src/gate/decision/types";
import { isWatched, unprovenAfter, unprovenBefore } from "../../../../../components/src/gate/decision/unproven";
import { emptyHistory, type RolloutHistory } from "../../../../../components/src/gate/history/history";
import { judgementAtLook, type Judgement } from "../../../../../components/src/gate/history/judgement";
import type { Analysis, Metric } from "../../../../../components/src/gate/observation/analysis";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import type { Finding, Share } from "../../../../../components/src/gate/model/finding";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
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

/** A later look at the same version: what it has seen, and what of an earlier run's finding is left. */
function isLeft(
    finding: Finding,
    seen: { observation?: Partial<Observation>; history?: Partial<RolloutHistory> } = {},
): boolean {
    const simulation = new Simulation({}, { podHash: "hash2", revision: 2, unproven: [finding] });
    declareSecond(simulation);
    simulation.rollout.observe();
    simulation.rollout.promote();
    simulation.watch();
    assert.ok(simulation.observation);
    const observation = { ...simulation.observation, analyses: [], ...seen.observation };
    const found = unprovenBefore(observation, { ...simulation.history, pauses: [], weights: [], ...seen.history });
    assert.ok(found.length === 0 || found[0] === finding);
    return found.length > 0;
}

const metric: Metric = {
    ...{ name: "success-rate", condition: "result[0] >= 95", phase: "Successful", message: "", dryRun: false },
    ...{ measuredCount: 2, goodCount: 1, measurements: [] },
};
const background: Analysis = { name: "run", kind: "Background", phase: "Successful", message: "", metrics: [metric] };
const ofStep: Analysis = { ...background, kind: "Step", stepIndex: 3 };
const seenRuns = (...analyses: Analysis[]) => ({ observation: { analyses } });

describe("an earlier run's finding", () => {
    it("about a weight is left until that weight was seen", () => {
        assert.equal(isLeft(unseen), true);
        assert.equal(isLeft(unseen, { history: { weights: [{ weight: 10, at: 0 }] } }), true);
        const weights = [
            { weight: 10, at: 0 },
            { weight: 50, at: 1 },
        ];
        assert.equal(isLeft(unseen, { history: { weights } }), false);
    });

    it("about a share is left until a pause at its weight had the right one", () => {
        const within: Share = { kind: "within", canary: 5, total: 50, lowest: 1, highest: 10 };
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        pausedAt(simulation);
        const [seen] = simulation.history.pauses;
        assert.ok(seen);
        const pause = (weight: number, shareResult?: Share) => ({
            history: { pauses: [{ ...seen, weight, shareResult }] },
        });
        const about: readonly Finding[] = [
            { kind: "share", weight: 50, share: { ...within, kind: "tooFew" } },
            { kind: "uncounted", weight: 50, problem: { kind: "notScrapedTwice" } },
            { kind: "countPending", weight: 50 },
            { kind: "unshownWeight", weight: 50 },
        ];
        for (const finding of about) {
            assert.equal(isLeft(finding), true, finding.kind);
            assert.equal(isLeft(finding, pause(50, within)), false, finding.kind);
            assert.equal(isLeft(finding, pause(10, within)), true, finding.kind);
            assert.equal(isLeft(finding, pause(50)), true, finding.kind);
            assert.equal(isLeft(finding, pause(50, { ...within, kind: "tooFew" })), true, finding.kind);
        }
    });

    it("about a metric is left until one of its measurements was good", () => {
        const finding: Finding = { kind: "unmeasured", metric: "success-rate" };
        assert.equal(isLeft(finding), true);
        const other = { ...metric, name: "p99-latency" };
        assert.equal(isLeft(finding, seenRuns({ ...background, metrics: [other] })), true);
        assert.equal(isLeft(finding, seenRuns({ ...background, metrics: [{ ...metric, goodCount: 0 }] })), true);
        assert.equal(isLeft(finding, seenRuns({ ...ofStep, metrics: [other] }, background)), false);
        assert.equal(isLeft(finding, seenRuns({ ...background, metrics: [other, metric] })), false);
    });

    it("about a signal is left until that signal was judged", () => {
        const finding: Finding = { kind: "notJudged", signal: "errors", problem: { kind: "noLook" } };
        const begun = judgementAtLook(undefined, judgeInputs, 0);
        const total = { new: { all: 9, bad: 0 }, stable: { all: 9, bad: 0 } };
        const judged: Judgement = {
            ...begun,
            evidence: { ...begun.evidence, errors: { ...begun.evidence.errors, total } },
        };
        assert.equal(isLeft(finding), true);
        assert.equal(isLeft(finding, { history: { judgement: begun } }), true);
        assert.equal(isLeft(finding, { history: { judgement: judged } }), false);
        assert.equal(isLeft({ ...finding, signal: "latency" }, { history: { judgement: judged } }), true);
    });

    it("about an analysis is left until that one was successful", () => {
        const nothing: Finding = { kind: "nothingMeasured" };
        assert.equal(isLeft(nothing), true);
        assert.equal(isLeft(nothing, seenRuns(background)), false);
        assert.equal(isLeft(nothing, seenRuns(ofStep)), true);
        assert.equal(isLeft(nothing, seenRuns({ ...background, phase: "Failed" })), true);
        assert.equal(isLeft(nothing, seenRuns(ofStep, background)), false);
        const ofSteps: readonly Finding[] = [
            { kind: "noAnalysisRun", stepIndex: 3 },
            { kind: "unmeasuredStep", stepIndex: 3 },
        ];
        for (const finding of ofSteps) {
            assert.equal(isLeft(finding), true, finding.kind);
            assert.equal(isLeft(finding, seenRuns(ofStep)), false, finding.kind);
            assert.equal(isLeft(finding, seenRuns(background)), true, finding.kind);
            assert.equal(isLeft(finding, seenRuns({ ...ofStep, stepIndex: 5 })), true, finding.kind);
            assert.equal(isLeft(finding, seenRuns({ ...ofStep, phase: "Error" })), true, finding.kind);
        }
        const missing: Finding = { kind: "noAnalysisRun" };
        assert.equal(isLeft(missing, seenRuns(background)), false);
        assert.equal(isLeft(missing, seenRuns(ofStep)), true);
    });

    it("about an AnalysisRun that ended is left while that run has that end", () => {
        const finding: Finding = { kind: "analysisEnded", name: "run", phase: "Error" };
        assert.equal(isLeft(finding, seenRuns({ ...background, phase: "Error" })), true);
        assert.equal(isLeft(finding, seenRuns(background)), false);
        assert.equal(isLeft(finding, seenRuns({ ...background, name: "other", phase: "Error" })), false);
        assert.equal(isLeft(finding, seenRuns(background, { ...background, phase: "Error" })), true);
    });

    it("about the pods is left until they are available, and others are left for good", () => {
        const pods: Finding = { kind: "unavailablePods", available: 0, desired: 2 };
        const replicas = (available: number) => ({ observation: { replicas: { available, desired: 2 } } });
        assert.equal(isLeft(pods, replicas(1)), true);
        assert.equal(isLeft(pods, replicas(2)), false);
        assert.equal(isLeft({ kind: "recorded", text: "canary got too much" }), true);
    });

    it("about steps that it did not see is left unless the version was watched", () => {
        assert.equal(isLeft(unobserved), true);
        assert.equal(isLeft(unobserved, { history: { watched: true, joinedStep: 2 } }), false);
    });
});

describe("a version is watched", () => {
    const steps = [{ setWeight: 10, percent: 10 }, { pauseSeconds: 30 }, { setWeight: 50, percent: 50 }];
    const is = (history: Partial<RolloutHistory>, podHash = "hash2") => {
        const simulation = new Simulation();
        declareSecond(simulation);
        simulation.watch();
        assert.ok(simulation.observation);
        return isWatched({ ...simulation.observation, steps, podHash }, { ...emptyHistory(0, undefined), ...history });
    };

    it("from its first step, or from a step before one that shows something", () => {
        assert.equal(is({ watched: true, joinedStep: 0 }), true);
        assert.equal(is({ watched: true, joinedStep: 1 }), true);
        assert.equal(is({ watched: true, joinedStep: 3 }), false);
    });

    it("if it came after another version, without a gap", () => {
        assert.equal(is({ podHashBefore: "hash1" }), true);
        assert.equal(is({ podHashBefore: "hash2" }), false);
        assert.equal(is({ podHashBefore: "hash1", gap: true }), false);
        assert.equal(is({}), false);
    });
});
