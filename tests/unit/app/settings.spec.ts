import assert from "node:assert/strict";
import fc from "fast-check";
import { drawFault, noFaults } from "../../../app/src/faults";
import { readSettings, SettingsError } from "../../../app/src/settings";

describe("the demo service's settings", () => {
    it("have defaults for an empty environment", () => {
        assert.deepEqual(readSettings({ FAULT_ERROR_RATE: "" }), {
            version: "dev",
            port: 8080,
            metricsPort: 9464,
            drainMs: 5000,
            faults: noFaults,
        });
    });

    it("read a latency, a range of latencies and an error rate", () => {
        assert.deepEqual(readSettings({ FAULT_LATENCY_MS: "300" }).faults.latencyMs, { min: 300, max: 300 });
        assert.deepEqual(readSettings({ FAULT_LATENCY_MS: "200-800" }).faults.latencyMs, { min: 200, max: 800 });
        assert.equal(readSettings({ FAULT_ERROR_RATE: "0.4" }).faults.errorRate, 0.4);
        assert.equal(readSettings({ FAULT_ERROR_RATE: "1" }).faults.errorRate, 1);
        const other = {
            FAULT_PATH: "/checkout",
            FAULT_ABOVE_PER_SECOND: "12",
            FAULT_LATENCY_GROWTH_MS: "0.25",
            FAULT_CRASH_AT: "500",
        };
        const { path, abovePerSecond, growthMs, crashAt } = readSettings(other).faults;
        assert.deepEqual([path, abovePerSecond, growthMs, crashAt], ["/checkout", 12, 0.25, 500]);
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
    const first = { path: "/", number: 1, perSecond: 1 };
    const failing = { ...noFaults, errorRate: 1 };

    it("is none on other paths than its own", () => {
        const checkout = { ...failing, path: "/checkout" };
        assert.equal(drawFault(checkout, first).failing, false);
        assert.equal(drawFault(checkout, { ...first, path: "/checkout" }).failing, true);
    });

    it("begins above a number of requests a second", () => {
        const overloaded = { ...failing, abovePerSecond: 10 };
        assert.equal(drawFault(overloaded, { ...first, perSecond: 10 }).failing, false);
        assert.equal(drawFault(overloaded, { ...first, perSecond: 11 }).failing, true);
    });

    it("grows with every request, and ends the process at one of them", () => {
        const leaking = { ...noFaults, growthMs: 0.5, crashAt: 40 };
        const at = (number: number) => drawFault(leaking, { ...first, number });
        assert.deepEqual(at(39), { delayMs: 19.5, failing: false, crashing: false });
        assert.deepEqual(at(40), { delayMs: 20, failing: false, crashing: true });
    });

    const unit = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

    it("stays in the range of latencies", () => {
        fc.assert(
            fc.property(fc.nat(1000), fc.nat(1000), unit, (min, width, random) => {
                const { delayMs } = drawFault(
                    { ...noFaults, latencyMs: { min, max: min + width } },
                    first,
                    () => random,
                );
                return delayMs >= min && delayMs <= min + width;
            }),
        );
    });

    it("never fails at rate 0 and always at rate 1", () => {
        fc.assert(
            fc.property(unit, (random) => {
                const failing = (errorRate: number) =>
                    drawFault({ ...noFaults, errorRate }, first, () => random).failing;
                return !failing(0) && failing(1);
            }),
        );
    });
});
