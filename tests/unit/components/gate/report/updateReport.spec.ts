import assert from "node:assert/strict";
import { updateReportOf, unseenReport } from "../../../../../components/src/gate/report/updateReport";
import type { UpdateReport } from "../../../../../components/src/report/report";
import { readRecording, recordedScenarios } from "../../../../support/recording/recordingFile";
import { replay } from "../../../../support/recording/replay";
import { schemaProblems } from "../../../../support/report/schema";

/** Returns the report of today's gate on a recording. */
async function reportOf(scenario: string): Promise<UpdateReport> {
    const take = readRecording(scenario);
    const { end } = await replay(take);
    assert.ok(end !== undefined, scenario);
    return updateReportOf(end, take.gate, { requestsMetric: take.gate.requestsMetric, notes: [] });
}

describe("the report of a recorded update", () => {
    for (const scenario of recordedScenarios()) {
        it(`satisfies the schema: ${scenario}`, async () => {
            assert.deepEqual(schemaProblems(await reportOf(scenario)), []);
        });
    }

    it("has the weights, shares, measurements, pods and writes of a promotion", async () => {
        const report = await reportOf("promoted");
        assert.deepEqual([report.outcome, report.success, report.code], ["Promoted", true, undefined]);
        const routed = report.weights.flatMap((one) => one.routed ?? []);
        assert.deepEqual(
            routed.filter((weight, index) => weight !== routed[index - 1]),
            [0, 25, 50, 100],
        );
        assert.deepEqual(
            report.pauses.map(({ weight, share }) => [weight, share?.result]),
            [
                [25, "within"],
                [50, "within"],
            ],
        );
        assert.deepEqual(
            report.metrics.map(({ name, threshold, measurements }) => [name, threshold?.limit, measurements.length]),
            [
                ["p99-latency", 500, 4],
                ["success-rate", 95, 4],
            ],
        );
        assert.deepEqual(report.pods.at(-1), { at: report.pods.at(-1)?.at, desired: 2, new: 2, stable: 2 });
        const clients = new Set(report.writes.map(({ by }) => by));
        assert.ok(clients.has("rollouts-controller") && clients.has("canary-delivery"), [...clients].join());
    });

    it("has the reason for what was not observed: no judge looked", async () => {
        const { counters, judge, exposure, unobserved } = await reportOf("promoted");
        assert.deepEqual([counters, judge, exposure], [[], undefined, undefined]);
        assert.deepEqual(unobserved, [{ part: "answers", reason: "the answers of each version were not looked at" }]);
    });

    it("has what a gate does not verify, and no false reason, without a counter of requests", async () => {
        const take = readRecording("promoted");
        const { end } = await replay(take);
        assert.ok(end !== undefined);
        const { notes, unobserved } = updateReportOf(end, take.gate, { requestsMetric: "", notes: ["not measured"] });
        assert.equal(notes[0], "not measured");
        assert.deepEqual(
            unobserved.filter(({ part }) => part === "shares"),
            [{ part: "shares", reason: "requests were not counted: requestsMetric is empty" }],
        );
    });

    it("ends an aborted version at 0, with the sentence of the failure", async () => {
        const report = await reportOf("aborted-latency");
        assert.deepEqual([report.outcome, report.success, report.code], ["Aborted", false, "Aborted"]);
        assert.equal(report.sentence, readRecording("aborted-latency").sentence);
        const last = report.weights.at(-1);
        assert.deepEqual([last?.declared, last?.routed], [0, 0]);
    });

    it("has the time in which the API server was away", async () => {
        const { outages } = await reportOf("api-restart");
        assert.ok(outages.some(({ of, from, until }) => of === "cluster" && until !== undefined && from < until));
    });

    it("of an update that saw nothing has the sentence alone", () => {
        const report = unseenReport({ namespace: "demo", rolloutName: "shop" }, "no cluster", 0, 1_000);
        assert.deepEqual(schemaProblems(report), []);
        assert.deepEqual([report.success, report.sentence, report.weights], [false, "no cluster", []]);
    });
});
