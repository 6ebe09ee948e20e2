import assert from "node:assert/strict";
import { analysesOf, type Analysis } from "../../../../../components/src/gate/observation/analysis";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import { isDisproved, evaluatePause } from "../../../../../components/src/gate/decision/evaluatePause";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import type { Pause } from "../../../../../components/src/gate/history/pauses";
import { gracePeriodsFor } from "../../../../../components/src/gate/model/gracePeriods";
import { podHashLabel } from "../../../../../components/src/gate/cluster/types";
import type { Step } from "../../../../../components/src/gate/observation/steps";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";
import { inWords } from "./decisions";

const policy = { ...defaults, requestsMetric: "", timeoutSeconds: 1800 };

/** What v2 is decided at in the pause of step 1, 28 s after its beginning. */
function judged(steps: readonly Step[], analyses: readonly Analysis[], more: Partial<Observation> = {}): string {
    const cluster = new FakeCluster();
    cluster.rollout.deployFirst("v1");
    cluster.rollout.declare("v2");
    cluster.rollout.observe();
    cluster.rollout.setWeight(10, 1);
    cluster.rollout.pause(1);
    const seconds = steps[1]?.pauseSeconds;
    const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds };
    const history = { ...emptyHistory(0, undefined), pauses: [pause] };
    const observation = { ...cluster.observe(), steps, analyses, ...more };
    const gracePeriods = gracePeriodsFor(1800);
    const decision = evaluatePause({ observation, history, policy, gracePeriods, now: 28_000 });
    return decision === undefined ? "nothing" : inWords(decision);
}

function run(kind: Analysis["kind"], phase: string, measuredCount: number, stepIndex?: number): Analysis {
    const metric = { name: "p99-latency", condition: "result[0] < 500", phase, message: "", dryRun: false };
    const at = stepIndex === undefined ? {} : { stepIndex };
    return { name: "run", kind, ...at, phase, message: "", metrics: [{ ...metric, measuredCount, measurements: [] }] };
}

const to10 = { setWeight: 10, percent: 10 };
const to100 = { setWeight: 100, percent: 100 };
const timed = { pauseSeconds: 30 };
const open = { openEnded: true };

describe("a pause", () => {
    it("is the last before the last weight also where a pause follows that", () => {
        const abort = "abort Unmeasured: p99-latency";
        assert.equal(judged([to10, timed, to100], [run("Background", "Running", 0)]), abort);
        assert.equal(judged([to10, timed, to100, timed], [run("Background", "Running", 0)]), abort);
        assert.match(judged([to10, timed, { percent: 50 }, timed, to100], [run("Background", "Running", 0)]), /^wait/);
    });

    it("is not held up by the failed run of a try before, which begins anew at a later step", () => {
        const failed = run("Background", "Failed", 2);
        assert.match(judged([to10, open, to100], [failed]), /AnalysisRun run is Failed/);
        assert.equal(judged([to10, open, to100], [failed], { analysisDue: false }), "promote: everything is proven");
        assert.equal(
            judged([to10, open, {}, to100], [run("Step", "Failed", 2, 2)], { analysisDue: false }),
            "promote: everything is proven",
        );
    });

    it("does not ask for a dry run's metric, of which Argo says so only with its first result", () => {
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
        assert.equal(judged([to10, timed, to100], analyses), "abort Unmeasured: errors");
    });

    it("is refuted by a wrong share, not by a missing one", () => {
        const pause: Pause = { stepIndex: 1, weight: 10, startedAt: 0, clusterStartedAt: 0, seconds: 30 };
        const counts = { canary: 50, total: 100, lowest: 1, highest: 20 };
        const disproved = (shareResult: Pause["shareResult"]) =>
            isDisproved({
                ...emptyHistory(0, undefined),
                pauses: [shareResult === undefined ? pause : { ...pause, shareResult }],
            });
        assert.equal(disproved({ kind: "outside", ...counts }), true);
        assert.equal(disproved({ kind: "unknown", problem: { kind: "noAnswer", message: "silent" }, since: 0 }), false);
        assert.equal(disproved({ kind: "tooFew", minRequests: 200, ...counts }), false);
        assert.equal(disproved(undefined), false);
    });

    it("is refuted by a wrong share of 30 s where it is open-ended: nginx may get weight and pods late", () => {
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
            isDisproved({ ...emptyHistory(0, undefined), pauses: [{ ...pause, ...measured }] });
        assert.equal(disproved({ measuredAt: 34_999 }), false);
        assert.equal(disproved({ measuredAt: 35_000 }), true);
        assert.equal(disproved({ measuredAt: 9_000, seconds: 6 }), true);
    });
});
