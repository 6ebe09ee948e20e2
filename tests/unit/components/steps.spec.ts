import assert from "node:assert/strict";
import fc from "fast-check";
import { pauseSeconds, scheduleProblem, stepProblems } from "../../../components/canaryApp/steps";
import { parseDuration } from "../../../components/duration";

const pause = { pause: { duration: "30s" } };

describe("steps", () => {
    const cases: [string, unknown, string[]][] = [
        ["the article's shape", [{ setWeight: 10 }, pause, { setWeight: 100 }], []],
        ["a pause without a duration", [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }], []],
        ["a pause in seconds", [{ setWeight: 10 }, { pause: { duration: 30 } }, { setWeight: 100 }], []],
        ["nothing", undefined, ["steps must be a list of setWeight and pause steps, got nothing"]],
        ["an empty list", [], ["steps must be a list of setWeight and pause steps, got []"]],
        [
            "weights that fall",
            [{ setWeight: 50 }, { setWeight: 25 }, { setWeight: 100 }],
            ["steps[1].setWeight must be greater than the weight before it, 50, got 25"],
        ],
        [
            "a weight twice",
            [{ setWeight: 100 }, { setWeight: 100 }],
            ["steps[1].setWeight must be greater than the weight before it, 100, got 100"],
        ],
        [
            "weights that are none",
            [{ setWeight: -1 }, { setWeight: "ten" }, { setWeight: 12.5 }, { setWeight: 100 }],
            [
                "steps[0].setWeight must be a whole number from 0 to 100, got -1",
                'steps[1].setWeight must be a whole number from 0 to 100, got "ten"',
                "steps[2].setWeight must be a whole number from 0 to 100, got 12.5",
            ],
        ],
        ["an end before 100", [{ setWeight: 10 }, pause], ["steps must end at setWeight 100, got 10"]],
        ["no weight", [pause], ["steps must end at setWeight 100, got no setWeight at all"]],
        [
            "durations that are none",
            [{ pause: { duration: "soon" } }, { pause: { duration: "0s" } }, { pause: "30s" }, { setWeight: 100 }],
            [
                'steps[0].pause.duration must be a duration such as 30s, 2m or 1h, longer than none, got "soon"',
                'steps[1].pause.duration must be a duration such as 30s, 2m or 1h, longer than none, got "0s"',
                'steps[2].pause must be {} or {duration: 30s}, got "30s"',
            ],
        ],
        [
            "an unknown field of a pause",
            [{ pause: { durations: "30s" } }, { setWeight: 100 }],
            ["steps[0].pause must be {} or {duration: 30s}, got the key durations"],
        ],
        [
            "an unknown step",
            [{ setCanaryScale: {} }, { setWeight: 100 }],
            ['steps[0] must be either setWeight or pause, got {"setCanaryScale":{}}'],
        ],
        [
            "two in one",
            [{ setWeight: 10, pause: {} }, { setWeight: 100 }],
            ['steps[0] must be either setWeight or pause, got {"setWeight":10,"pause":{}}'],
        ],
    ];
    for (const [what, steps, problems] of cases) {
        it(`judges ${what}`, () => {
            assert.deepEqual(stepProblems(steps), problems);
        });
    }

    it("never throws, whatever it is given", () => {
        fc.assert(fc.property(fc.anything(), (value) => Array.isArray(stepProblems(value))));
        fc.assert(fc.property(fc.array(fc.anything()), (value) => Array.isArray(stepProblems(value))));
    });

    it("accepts exactly the weights that rise to 100", () => {
        fc.assert(
            fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), (weights) => {
                const rising = weights.every((weight, index) => index === 0 || weight > (weights[index - 1] ?? 0));
                const good = rising && weights.at(-1) === 100;
                assert.equal(stepProblems(weights.map((setWeight) => ({ setWeight }))).length === 0, good);
            }),
        );
    });

    it("adds up the pauses from a step on", () => {
        const steps = [{ setWeight: 10 }, pause, { pause: { duration: 60 } }, { setWeight: 100 }];
        assert.equal(pauseSeconds(steps), 90);
        assert.equal(pauseSeconds(steps, 2), 60);
        assert.equal(pauseSeconds([...steps, { pause: {} }]), Infinity);
    });

    it("asks for the time that the slower way to fail takes", () => {
        const analysis = { initialDelay: "10s", interval: "10s", failureLimit: 1, consecutiveErrorLimit: 4 };
        const steps = (duration: string) => [{ setWeight: 10 }, { pause: { duration } }, { setWeight: 100 }];
        assert.equal(scheduleProblem(steps("50s"), 1, analysis), undefined);
        assert.match(scheduleProblem(steps("49s"), 1, analysis) ?? "", /takes up to 50s/);
        assert.match(scheduleProblem(steps("50s"), 1, { ...analysis, failureLimit: 5 }) ?? "", /takes up to 60s/);
        assert.match(scheduleProblem(steps("50s"), 2, analysis) ?? "", /pause for 0s from startingStep 2/);
    });
});

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
        });
    }
});
