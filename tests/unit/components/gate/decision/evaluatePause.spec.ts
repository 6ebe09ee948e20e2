import assert from "node:assert/strict";
import { analysesOf, type Analysis } from "../../../../../components/src/gate/observation/analysis";
import { defaults, type GatePolicy } from "../../../../../components/src/gate/model/inputs";
import { isDisproved, evaluatePause } from "../../../../../components/src/gate/decision/evaluatePause";
import { abort, wait, type Decision } from "../../../../../components/src/gate/decision/types";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import type { Pause } from "../../../../../components/src/gate/history/pauses";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";
import { podHashLabel } from "../../../../../components/src/gate/cluster/types";
import type { Step } from "../../../../../components/src/gate/observation/steps";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";

const policy = { ...defaults, requestsMetric: "", timeoutSeconds: 1800 };

/** Returns the decision on v2 in the pause of step 1, 28 s after its beginning. */
function decisionOn(
    steps: readonly Step[],
    analyses: readonly Analysis[],
    more: Partial<Observation> = {},
    inputs: Partial<GatePolicy> = {},
    joinedStep = 0,
): Decision | undefined {
    const cluster = new FakeCluster();
    cluster.rollout.deployFirst("v1");
    cluster.rollout.declare("v2");
    cluster.rollout.observe();
    cluster.rollout.setWeight(10, 1);
    cluster.rollout.pause(1);
    const seconds = steps[1]?.pauseSeconds;
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds };
    const history = { ...emptyHistory(0, undefined), watched: true, joinedStep, pauses: [pause] };
    const observation = { ...cluster.observe(), steps, analyses, ...more };
    const gracePeriods = gracePeriodsFor(1800);
    return evaluatePause({ observation, history, policy: { ...policy, ...inputs }, gracePeriods, now: 28_000 });
}

function run(
    kind: Analysis["kind"],
    phase: string,
    measuredCount: number,
    stepIndex?: number,
    goodCount = measuredCount,
): Analysis {
    const metric = { name: "p99-latency", condition: "result[0] < 500", phase, message: "", dryRun: false };
    const at = stepIndex === undefined ? {} : { stepIndex };
    return {
        name: "run",
        kind,
        ...at,
        phase,
        message: "",
        metrics: [{ ...metric, measuredCount, goodCount, measurements: [] }],
    };
}

const unmeasured = (metric: string) => abort("Unmeasured", [{ kind: "unmeasured", metric }]);
const promoted: Decision = { kind: "write", write: { kind: "promote", by: "pause" } };
const to10 = { setWeight: 10, percent: 10 };
const to100 = { setWeight: 100, percent: 100 };
const timed = { pauseSeconds: 30 };
const open = { openEnded: true };

describe("a pause", () => {
    it("is the last before the last weight also if a pause follows that weight", () => {
        const running = [run("Background", "Running", 0)];
        assert.deepEqual(decisionOn([to10, timed, to100], running), unmeasured("p99-latency"));
        assert.deepEqual(decisionOn([to10, timed, to100, timed], running), unmeasured("p99-latency"));
        assert.equal(decisionOn([to10, timed, { percent: 50 }, timed, to100], running)?.kind, "wait");
    });

    it("is ended by a judge that has not looked, unless it could not: no weight, no routing, or a bake time", () => {
        const inputs = { judge: judgeInputs, requestsMetric: "http_requests_total" };
        const judged = (steps: readonly Step[], weight?: number, joinedStep?: number, given = inputs) =>
            decisionOn(
                ...([steps, [run("Background", "Running", 1)], { weight }] as const),
                ...([{ ...given, onPause: "promote" }, joinedStep] as const),
            );
        const findings = (["errors", "latency"] as const).map(
            (signal) => ({ kind: "notJudged", signal, problem: { kind: "noLook" } }) as const,
        );
        assert.deepEqual(judged([to10, timed, to100], 10), abort("NotProven", findings));
        // A gate that found the rollout in its first pause has missed nothing.
        assert.deepEqual(judged([to10, timed, to100], 10, 1), abort("NotProven", findings));
        assert.equal(judged([to10, timed, to100], 10, 2)?.kind, "wait");
        const warming = { ...inputs, judge: { ...judgeInputs, warmupSeconds: 20 } };
        assert.deepEqual(judged([to10, timed, to100], 10, 0, warming), abort("NotProven", findings));
        assert.equal(judged([to10, timed, to100], 10, 1, warming)?.kind, "wait");
        const scaled = { percent: 0 };
        for (const [steps, weight] of [
            [[scaled, timed, to100], 0],
            [[to10, timed, to100], undefined],
            [[to10, timed, to100, { pauseSeconds: 300 }], 10],
        ] as const) {
            assert.equal(judged(steps, weight)?.kind, "wait", JSON.stringify(steps));
        }
        assert.doesNotMatch(JSON.stringify(judged([to10, open, to100], undefined)), /notJudged/);
    });

    it("is not proven by bad measurements that the analysis tolerates", () => {
        const bad = run("Background", "Running", 1, undefined, 0);
        assert.deepEqual(
            decisionOn([to10, timed, to100], [bad]),
            abort("Unmeasured", [{ kind: "unmeasured", metric: "p99-latency", bad: 1 }]),
        );
    });

    it("is not held up by the failed run of an earlier attempt whose analysis starts again at a later step", () => {
        const failed = run("Background", "Failed", 2);
        const findings = [{ kind: "analysisEnded", name: "run", phase: "Failed" }] as const;
        assert.deepEqual(decisionOn([to10, open, to100], [failed]), wait({ kind: "unverifiedPause", findings }));
        assert.deepEqual(decisionOn([to10, open, to100], [failed], { analysisDue: false }), promoted);
        const later = [run("Step", "Failed", 2, 2)];
        assert.deepEqual(decisionOn([to10, open, {}, to100], later, { analysisDue: false }), promoted);
    });

    it("does not require a dry-run metric, which Argo marks only with its first result", () => {
        const object = {
            metadata: {
                name: "run",
                labels: { [podHashLabel]: "hash2", "rollout-type": "Background" },
                annotations: { "rollout.argoproj.io/revision": "2" },
                ownerReferences: [{ kind: "Rollout", name: "web", uid: "ours", controller: true }],
            },
            spec: { metrics: [{ name: "p99-latency" }, { name: "errors" }], dryRun: [{ metricName: "p99.*" }] },
        };
        const analyses = analysesOf([object], { uid: "ours", revision: 2, podHash: "hash2" });
        assert.deepEqual(
            analyses[0]?.metrics.map(({ dryRun }) => dryRun),
            [true, false],
        );
        assert.deepEqual(decisionOn([to10, timed, to100], analyses), unmeasured("errors"));
    });

    it("is disproved by a wrong share, not by a missing one", () => {
        const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30 };
        const counts = { canary: 50, total: 100, lowest: 1, highest: 20 };
        const disproved = (shareResult: Pause["shareResult"], onWrongShare: "abort" | "note" = "abort") => {
            const pauses = [shareResult === undefined ? pause : { ...pause, shareResult }];
            return isDisproved({ ...emptyHistory(0, undefined), pauses }, { ...policy, onWrongShare });
        };
        assert.equal(disproved({ kind: "outside", ...counts }), true);
        assert.equal(disproved({ kind: "outside", ...counts }, "note"), false);
        assert.equal(disproved({ kind: "unknown", problem: { kind: "noAnswer", message: "silent" }, since: 0 }), false);
        assert.equal(disproved({ kind: "tooFew", minRequests: 200, ...counts }), false);
        assert.equal(disproved(undefined), false);
    });

    it("is disproved by a wrong share only after 30 s if it is open-ended: nginx may apply weight and pods late", () => {
        const shareResult = { kind: "outside", canary: 0, total: 100, lowest: 1, highest: 20 } as const;
        const pause = {
            stepIndex: 1,
            weight: 10,
            startedAt: 5_000,
            clusterStartedAt: 0,
            seconds: undefined,
            shareResult,
        };
        const disproved = (measured: Partial<Pause>) =>
            isDisproved({ ...emptyHistory(0, undefined), pauses: [{ ...pause, ...measured }] }, policy);
        assert.equal(disproved({ measuredAt: 34_999 }), false);
        assert.equal(disproved({ measuredAt: 35_000 }), true);
        assert.equal(disproved({ measuredAt: 9_000, seconds: 6 }), true);
    });
});
