import assert from "node:assert/strict";
import { formatValue, thresholdOf, limitOf } from "../../../../../components/src/gate/report/measuredValue";
import type { Analysis } from "../../../../../components/src/gate/observation/analysis";
import type { PodProblem } from "../../../../../components/src/gate/observation/podProblems";
import { analysisLine, noteLine, statusLine } from "../../../../../components/src/gate/report/format";
import { FakeCluster } from "../../../../support/rollout/fakeCluster";

const at = Date.parse("2026-03-01T06:02:46.900Z");

describe("the gate's lines", () => {
    const cluster = new FakeCluster();
    cluster.rollout.deployFirst();
    const base = cluster.observe();

    // The article's own lines and columns.
    for (const [phase, weight, stepIndex, line] of [
        ["Progressing", 0, 0, "[06:02:46] Status: Progressing  | Canary:   0% | Stable: 100% | Step: 0/9"],
        ["Paused", 10, 1, "[06:02:46] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9"],
        ["Progressing", 25, 4, "[06:02:46] Status: Progressing  | Canary:  25% | Stable:  75% | Step: 4/9"],
        ["Healthy", 0, 9, "[06:02:46] Status: Healthy      | Canary:   0% | Stable: 100% | Step: 9/9"],
        ["Degraded", 0, 0, "[06:02:46] Status: Degraded     | Canary:   0% | Stable: 100% | Step: 0/9"],
        ["Progressing", 100, 8, "[06:02:46] Status: Progressing  | Canary: 100% | Stable:   0% | Step: 8/9"],
    ] as const) {
        it(line.slice(11), () => {
            assert.equal(statusLine({ ...base, phase, weight, stepIndex }, at), line);
        });
    }

    const podProblems: readonly PodProblem[] = [
        {
            ...{ pod: "web-1", container: "app", reason: "ImagePullBackOff", message: "not found" },
            ...{ state: "waiting", pods: 2, previousLog: false },
        },
    ];
    const problem = " | 2 pods such as web-1: container app is in ImagePullBackOff (not found)";
    for (const [phase, aborted, shown] of [
        ["Progressing", false, problem],
        ["Degraded", false, problem],
        ["Degraded", true, ""],
        ["Paused", false, ""],
        ["Healthy", false, ""],
    ] as const) {
        it(`shows ${shown === "" ? "no" : "the"} problem of the pods while ${phase}${aborted ? " after an abort" : ""}`, () => {
            const line = statusLine({ ...base, phase, aborted, podProblems, weight: 0, stepIndex: 0 }, at);
            assert.equal(line.split("Step: 0/9")[1], shown);
        });
    }

    // maxTrafficWeight: the columns stay, and a weight is not rounded to 0 or 100.
    for (const [weight, columns] of [
        [12.5, "Canary:12.5% | Stable:87.5% | Step: 1/9"],
        [2.5, "Canary: 2.5% | Stable:97.5% | Step: 1/9"],
        [33.3333, "Canary:33.3% | Stable:66.7% | Step: 1/9"],
        [0.01, "Canary: 0.1% | Stable:99.9% | Step: 1/9"],
        [99.99, "Canary:99.9% | Stable: 0.1% | Step: 1/9"],
    ] as const) {
        it(`shows weight ${String(weight)} in the same columns`, () => {
            const line = statusLine({ ...base, phase: "Paused", weight, stepIndex: 1 }, at);
            assert.equal(line, `[06:02:46] Status: Paused       | ${columns}`);
        });
    }

    const metric = (name: string, condition: string, value: string, phase = "Successful") => ({
        name,
        condition,
        phase: "Running",
        message: "",
        dryRun: false,
        measuredCount: 1,
        goodCount: 1,
        measurements: [{ value, phase, finishedAt: "", ...(phase === "Error" ? { message: "no such host" } : {}) }],
    });
    const analysis = (...metrics: Analysis["metrics"]): Analysis => ({
        name: "run",
        kind: "Background",
        phase: "Running",
        message: "",
        metrics,
    });

    it("shows the latest measurement of every metric with its threshold", () => {
        const line = analysisLine(
            analysis(
                metric("p99-latency", "result[0] < 500", "[41.2]"),
                metric("success-rate", "result[0] >= 95", "[100]"),
            ),
            at,
        );
        assert.equal(line, "[06:02:46] Analysis: p99-latency 41.2 ms (< 500) ok | success-rate 100 % (>= 95) ok");
    });

    it("prints failed, error and not measured yet, and falls back to the condition as written", () => {
        const line = analysisLine(
            analysis(
                metric("p99-latency", "result[0] < 500", "[743.1]", "Failed"),
                metric("success-rate", "result[0] >= 95", "", "Error"),
                { ...metric("queue", "len(result) == 0 || result[0] < 5", "[3]"), measurements: [] },
                metric("saturation", "result[0] < 0.8 && result[0] > 0", "[0.25]"),
            ),
            at,
        );
        assert.equal(
            line,
            "[06:02:46] Analysis: p99-latency 743 ms (< 500) failed | success-rate error: no such host | queue not measured yet (len(result) == 0 || result[0] < 5) | saturation 0.25 (result[0] < 0.8 && result[0] > 0) ok",
        );
    });

    it("marks a note", () => {
        assert.equal(noteLine("a user paused it", at), "[06:02:46] Note: a user paused it");
    });

    for (const [name, value, condition, shown] of [
        ["p99-latency", "[41.2]", "result[0] < 500", "41.2 ms"],
        ["p99-latency", "[743.4212]", "result[0] < 500", "743 ms"],
        ["p99-latency", "[38.04]", "result[0] < 500", "38 ms"],
        ["p99-latency", "[499.6]", "result[0] < 500", "499.6 ms"],
        ["p99-latency", "[500.04]", "result[0] < 500", "500.04 ms"],
        ["p99-latency", "[500]", "result[0] < 500", "500 ms"],
        ["success-rate", "[94.96]", "result[0] >= 95", "94.96 %"],
        ["success-rate", "[99.97]", "result[0] >= 95", "100 %"],
        ["success-rate", "[99.97]", "result[0] >= 100", "99.97 %"],
        ["success-rate", "[0.875]", "result[0] >= 0.95", "0.875"],
        ["error-rate", "[0.743]", "result[0] < 1", "0.743"],
        ["p99-latency", "[0.743]", "result[0] < 0.5", "0.743"],
        ["checkout-latency", "[0.743]", "result[0] < 1", "0.743"],
        ["p99-latency", "[9.76]", "result[0] < 1", "9.76 ms"],
        ["success-rate", "[NaN]", "result[0] >= 95", "NaN"],
        ["p99-latency", "[+Inf]", "result[0] < 500", "Infinity ms"],
        ["depth", "12", "result < 20", "12"],
        ["depth", "[0.00123456]", "", "0.00123"],
        ["depth", "", "", "no value"],
        ["depth", "[1 2]", "", "[1 2]"],
    ] as const) {
        it(`shows ${name} ${value || "without a value"} against "${condition}" as ${shown}`, () => {
            assert.equal(formatValue(name, value, condition), shown);
        });
    }

    it("reads thresholds of simple conditions only", () => {
        assert.deepEqual(thresholdOf("result[0] < 500"), { operator: "<", limit: 500 });
        assert.deepEqual(thresholdOf(" result >= 99.5 "), { operator: ">=", limit: 99.5 });
        assert.equal(thresholdOf("result[0] < 500 && true"), undefined);
        assert.equal(limitOf("result[0] == 0"), "== 0");
        assert.equal(limitOf("default(result, 0) < 5"), "default(result, 0) < 5");
    });
});
