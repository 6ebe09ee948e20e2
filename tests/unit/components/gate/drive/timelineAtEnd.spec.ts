import assert from "node:assert/strict";
import { timelineAtEnd } from "../../../../../components/src/gate/drive/timelineAtEnd";
import { emptyHistory } from "../../../../../components/src/gate/history/history";
import { judgementAfter, judgementAtLook } from "../../../../../components/src/gate/history/judgement";
import { emptyTimeline, type Timeline, withOutage } from "../../../../../components/src/gate/history/timeline";
import { defaults } from "../../../../../components/src/gate/model/inputs";
import type { Observation } from "../../../../../components/src/gate/observation/observe";
import { lookAtAnswers } from "../../../../../components/src/gate/drive/judgeAnswers";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { metricsOf } from "./driveRun";

const judge = { ...judgeInputs, latencyMetric: "" };
const policy = { ...defaults, timeoutSeconds: 60, requestsMetric: "http_requests_total", job: "app", judge };
const metrics = { ...metricsOf(10, 40, 25), values: () => Promise.resolve([]) };

/** Returns the timeline at 20 s of a version that was last judged at 10 s. */
async function atEnd(observed: Pick<Observation, "aborted" | "podHash">, timeline: Timeline = emptyTimeline) {
    const hashes = { new: "hash2", stable: "hash1" };
    const look = await lookAtAnswers({ kind: "judge", judge, since: 10_000, at: 10_000 }, policy, hashes.new, metrics);
    const judgement = judgementAfter(judgementAtLook(undefined, judge, 10_000), look, hashes);
    const history = {
        ...emptyHistory(0, undefined),
        ...{ podHash: hashes.new, firstStableHash: hashes.stable, judgement },
    };
    return timelineAtEnd(timeline, { observation: observed as Observation, history }, policy, { metrics }, 20_000);
}

describe("the timeline at the end of a drive", () => {
    it("has what an aborted version answered since the judge's last look", async () => {
        const { lateAnswers } = await atEnd({ aborted: true, podHash: "hash2" });
        assert.deepEqual([lateAnswers?.until, lateAnswers?.errors], [20_000, { all: 40, bad: 10 }]);
    });

    it("has nothing of a version that was not aborted, nor of one that has replaced the aborted version", async () => {
        assert.equal(await atEnd({ aborted: false, podHash: "hash2" }), emptyTimeline);
        assert.equal(await atEnd({ aborted: true, podHash: "hash1" }), emptyTimeline);
    });

    it("ends Prometheus' silence where it answers", async () => {
        const silent = withOutage(emptyTimeline, "prometheus", "silent", 12_000);
        const { outages } = await atEnd({ aborted: true, podHash: "hash2" }, silent);
        assert.deepEqual(
            outages.map(({ from, until }) => [from, until]),
            [[12_000, 20_000]],
        );
    });
});
