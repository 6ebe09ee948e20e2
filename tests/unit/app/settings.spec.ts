import assert from "node:assert/strict";
import fc from "fast-check";
import { drawFault } from "../../../app/src/faults";
import { readSettings, SettingsError } from "../../../app/src/settings";

describe("the demo service's settings", () => {
    it("have defaults for an empty environment", () => {
        assert.deepEqual(readSettings({ FAULT_ERROR_RATE: "" }), {
            version: "dev",
            port: 8080,
            metricsPort: 9464,
            drainMs: 5000,
            faults: { latencyMs: { min: 0, max: 0 }, errorRate: 0 },
        });
    });

    it("read a latency, a range of latencies and an error rate", () => {
        assert.deepEqual(readSettings({ FAULT_LATENCY_MS: "300" }).faults.latencyMs, { min: 300, max: 300 });
        assert.deepEqual(readSettings({ FAULT_LATENCY_MS: "200-800" }).faults.latencyMs, { min: 200, max: 800 });
        assert.equal(readSettings({ FAULT_ERROR_RATE: "0.4" }).faults.errorRate, 0.4);
        assert.equal(readSettings({ FAULT_ERROR_RATE: "1" }).faults.errorRate, 1);
    });

    it("name every bad variable in one error", () => {
        assert.throws(
            () =>
                readSettings({
                    FAULT_LATENCY_MS: "800-200",
                    FAULT_ERROR_RATE: "40%",
                    PORT: "70000",
                    METRICS_PORT: "http",
                    DRAIN_MS: "5s",
                }),
            (error: unknown) =>
                error instanceof SettingsError &&
                ["FAULT_LATENCY_MS", "FAULT_ERROR_RATE", "PORT", "METRICS_PORT", "DRAIN_MS"].every((key) =>
                    new RegExp(`[ ;]${key}="`).test(error.message),
                ),
        );
    });

    it("reject one port for users and metrics", () => {
        assert.throws(() => readSettings({ PORT: "9464" }), {
            message: "bad environment: METRICS_PORT must differ from PORT, both are 9464",
        });
        assert.equal(readSettings({ PORT: "0", METRICS_PORT: "0" }).metricsPort, 0);
    });

    for (const bad of ["fast", "-5", "1-", "-", "200-800-900", "1e3", "0x10", " "]) {
        it(`reject the latency ${JSON.stringify(bad)}`, () => {
            assert.throws(() => readSettings({ FAULT_LATENCY_MS: bad }), SettingsError);
        });
    }

    for (const bad of ["1.1", "-0.1", "NaN", "2", "0.4.1", "1e-1"]) {
        it(`reject the error rate ${JSON.stringify(bad)}`, () => {
            assert.throws(() => readSettings({ FAULT_ERROR_RATE: bad }), SettingsError);
        });
    }
});

describe("a drawn fault", () => {
    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("stays in the range of latencies", () => {
        fc.assert(
            fc.property(fc.nat(1000), fc.nat(1000), unit, (min, width, random) => {
                const { delayMs } = drawFault({ latencyMs: { min, max: min + width }, errorRate: 0 }, () => random);
                return delayMs >= min && delayMs <= min + width;
            }),
        );
    });

    it("never fails at rate 0 and always at rate 1", () => {
        fc.assert(
            fc.property(unit, (random) => {
                const failing = (errorRate: number) =>
                    drawFault({ latencyMs: { min: 0, max: 0 }, errorRate }, () => random).failing;
                return !failing(0) && failing(1);
            }),
        );
    });
});
