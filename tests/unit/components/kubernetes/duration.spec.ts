import assert from "node:assert/strict";
import { parseDuration, parseGoDuration, parsePause } from "../../../../components/src/kubernetes/duration";

describe("a duration", () => {
    for (const [text, seconds] of [
        ["30s", 30],
        ["2m", 120],
        ["1h30m", 5400],
        ["0s", 0],
        ["", undefined],
        ["30", undefined],
        ["1.5h", undefined],
        ["500ms", undefined],
        ["30s1m", undefined],
        [" 30s", undefined],
    ] as const) {
        it(`${JSON.stringify(text)} is ${seconds ?? "none"}`, () => {
            assert.equal(parseDuration(text), seconds);
            assert.equal(parsePause(text), seconds);
        });
    }

    it("of a pause may be a bare number of seconds", () => {
        assert.equal(parsePause(30), 30);
        for (const none of [-1, 1.5, NaN, Infinity, undefined, null, {}]) {
            assert.equal(parsePause(none), undefined);
        }
    });
});

describe("a duration of a live Rollout", () => {
    for (const [duration, seconds] of [
        [30, 30],
        ["30", 30],
        ["1h30m", 5400],
        ["1.5h", 5400],
        ["500ms", 0.5],
        ["1m500ms", 60.5],
        ["", 0],
        ["soon", 0],
    ] as const) {
        it(`${JSON.stringify(duration)} is ${seconds} s`, () => {
            assert.equal(parseGoDuration(duration), seconds);
        });
    }
});
