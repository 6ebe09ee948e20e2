import assert from "node:assert/strict";
import { forecastOf } from "../../../../components/src/gate/judge/forecast";
import { significant } from "../../../../components/src/gate/report/finding";
import { schedulesOf } from "../../../../scripts/ci/schedules";
import { previewSummary } from "../../../../scripts/ci/summaries";
import { judgeInputs } from "../../../support/gate/judgeInputs";
import { preflightInputs } from "../../../support/preflight/preflightInputs";
import { planned, unknown } from "./events";

const type = "pulumi-nodejs:dynamic/canary:Preflight";
const pauses = [
    { weight: 10, seconds: 60 },
    { weight: 50, seconds: 120 },
];
const judge = { ...judgeInputs, requestsPerSecond: 40 };
const preflight = (inputs: object, op = "update") =>
    planned(op, { type, name: "shop", new: { ...preflightInputs, pauses, ...inputs } });
const summaryOf = (...args: Parameters<typeof preflight>) =>
    previewSummary({ stack: "prod", exitCode: 0, events: [preflight(...args)] });

describe("the schedule in a preview's summary", () => {
    it("has the least fault that each step shows, as the gate forecasts it", () => {
        const { pauses: expected, together } = forecastOf(pauses, 40, judge);
        const errors = expected.map(({ least }) => `${significant((least.errors ?? 0) * 100)} % errors`);
        assert.ok(expected.every(({ least }) => least.errors !== undefined));
        const text = summaryOf({ judge });
        assert.match(
            text,
            /### Schedule of demo\/web\n\n\| weight \| pause \| requests of the new version \| least fault it shows \|/,
        );
        assert.ok(text.includes(`| 10 % | 60 s | 240 | ${errors[0] ?? ""}`), text);
        assert.ok(text.includes(`| 50 % | 120 s | 2400 | ${errors[1] ?? ""}`), text);
        const all = `${significant((together.errors ?? 0) * 100)} % errors`;
        assert.ok(text.includes(`At 40 requests/s to both versions, with 99 %; all steps together: ${all}`), text);
    });

    it("is computed from the traffic that the preflight has measured", () => {
        const checks = [{ rollout: "demo/web", problems: [], notes: [], requestsPerSecond: 5 }];
        const [schedule] = schedulesOf([preflight({ judge: judgeInputs })], checks);
        assert.deepEqual(
            schedule?.pauses.map(({ requests }) => requests),
            [30, 300],
        );
        assert.match(schedule.note, /^At 5 requests\/s/);
    });

    it("has no fault that would be a guess", () => {
        const text = summaryOf({ judge: judgeInputs });
        assert.match(text, /\| weight \| pause \|\n\| --- \| --- \|\n\| 10 % \| 60 s \|/);
        assert.match(text, /requests per second are not known.*requestsPerSecond.*--check/);
        assert.match(summaryOf({ judge: unknown }), /requests per second are not known/);
        const [unjudged] = schedulesOf(
            [preflight({})],
            [{ rollout: "demo/web", problems: [], notes: [], requestsPerSecond: 5 }],
        );
        assert.match(unjudged?.note ?? "", /are not judged/);
        const [hidden] = schedulesOf(
            [preflight({ judge: { ...judgeInputs, maxErrorShare: unknown } })],
            [{ rollout: "demo/web", problems: [], notes: [], requestsPerSecond: 5 }],
        );
        assert.match(hidden?.note ?? "", /does not know the judge's parameters/);
    });

    it("has the reason why nothing can be computed for pauses without an end", () => {
        assert.match(summaryOf({ pauses: [], judge }), /### Schedule of demo\/web\n\nNo forecast: .*no fixed end/);
    });

    it("is absent for a rollout that does not run, or that the preview does not know", () => {
        assert.doesNotMatch(summaryOf({ judge }, "same"), /Schedule/);
        assert.doesNotMatch(summaryOf({ judge, namespace: unknown }), /Schedule/);
    });
});
