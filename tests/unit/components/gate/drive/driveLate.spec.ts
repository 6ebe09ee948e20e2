import assert from "node:assert/strict";
import { evidenceOf } from "../../../../../components/src/gate/report/evidence";
import type { GatePolicy } from "../../../../../components/src/gate/model/inputs";
import type { Previous } from "../../../../../components/src/gate/model/previous";
import { judgeInputs } from "../../../../support/gate/judgeInputs";
import { UnwatchedRollout, type Faults } from "../../../../support/gate/unwatchedRollout";
import { DriveRun, failureOf, measured } from "./driveRun";

const requestsMetric = "http_requests_total";
const judge = { ...judgeInputs, latencyMetric: "" };
const previous: Previous = { podHash: "hash1", revision: 1 };

describe("drive, of a rollout whose steps are over", () => {
    let run: DriveRun;

    /** Drives a v2 that ended before the gate began, with these samples, for 20 s. */
    async function late(faults: Faults, policy: Partial<GatePolicy> = {}) {
        run = new DriveRun();
        const over = new UnwatchedRollout(undefined, faults);
        run.rollout.steps = over.steps.map(({ setWeight, pauseSeconds }) =>
            setWeight === undefined ? { pause: { duration: `${String(pauseSeconds)}s` } } : { setWeight },
        );
        run.deploy();
        run.rollout.analyse("Successful", measured);
        run.rollout.promote();
        run.readEvents = (uid) =>
            Promise.resolve(over.events.map((event) => ({ ...event, involvedObject: { kind: "Rollout", uid } })));
        const hashes: Record<string, string> = { s: "hash1", n: "hash2" };
        run.metrics = {
            samples: (_selector, from, until) =>
                Promise.resolve(
                    over.series.map(({ labels, samples }) => ({
                        labels: {
                            ...labels,
                            rollouts_pod_template_hash: hashes[labels["rollouts_pod_template_hash"] ?? ""] ?? "x",
                        },
                        samples: samples.filter(({ at }) => at >= from && at <= until),
                    })),
                ),
        };
        const report = run.start(60, { requestsMetric, judge, ...policy }, previous);
        await run.clock.advance(20_000);
        return report;
    }

    it("ends as Promoted if the samples prove them, with a note, the shares and the answers", async () => {
        const { result, observation, history, finishedAt, policy } = await late({});
        assert.deepEqual([result.kind, result.outcome], ["succeed", "Promoted"]);
        const note =
            "the steps before this gate watched are proven by Prometheus' samples from 10:00:00 to 10:01:42 UTC: the share of the requests in every pause, and the new version's answers";
        assert.deepEqual(run.messages("Note:"), [`Note: ${note}`]);
        assert.ok(observation);
        const evidence = evidenceOf(observation, history, result.outcome, finishedAt, undefined, policy);
        assert.deepEqual(evidence.notes, [note]);
        assert.deepEqual(
            evidence.shares?.map(({ weight, canary, total, least }) => [
                weight,
                Math.round((canary / total) * 100),
                Object.keys(least ?? {}),
            ]),
            [
                [25, 25, ["errors"]],
                [50, 50, ["errors"]],
            ],
        );
        assert.ok((evidence.answers?.errors.new.all ?? 0) > 1000);
        assert.equal(run.calls.samples, 1);
        assert.equal(run.calls.patch, 0);
    });

    it("stays unobserved with a wrong share, also if the policy accepts that, and reports it", async () => {
        const wrong = { parts: { 1: 0.1 } };
        const failure = failureOf(await late(wrong));
        assert.deepEqual([failure.code, failure.outcome], ["Unobserved", "Unproven"]);
        assert.match(
            (await late(wrong)).failure,
            /do not prove them: canary got \d+ of \d+ requests \(10 %\) at weight 50/,
        );
        const { result } = await late(wrong, { onUnobserved: "note" });
        assert.deepEqual([result.kind, result.outcome], ["succeed", "Unobserved"]);
        const [note] = run.messages("Note:");
        assert.match(
            note ?? "",
            /nothing about this version is proven; Prometheus' samples do not prove them: canary got/,
        );
    });

    it("fails if the judge rejects the version by them, and keeps that for the next update", async () => {
        const { result, unproven, failure } = await late({ errors: 0.3 }, { onUnobserved: "note" });
        assert.deepEqual([result.kind, result.outcome], ["fail", "Unproven"]);
        assert.deepEqual(
            unproven.map(({ kind }) => kind),
            ["unobserved", "badAnswers"],
        );
        assert.match(
            failure,
            /began to watch; the new version answered \d+ of \d+ requests with 5xx .* with 99.9 % confidence/,
        );
        assert.equal(run.calls.patch, 0);
    });

    it("asks again while the Events cannot be read, and fails with that after 10 s", async () => {
        const report = await (async () => {
            const pending = late({});
            run.readEvents = () => Promise.reject(new Error("events is forbidden"));
            return pending;
        })();
        assert.match(report.failure, /do not prove them: the Rollout's Events could not be read: events is forbidden/);
        assert.deepEqual(report.unproven, [{ kind: "unobserved" }]);
    });
});
