import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs } from "../../../../../components/src/app";
import { pauseSeconds, timedSeconds, usualTimeoutSeconds } from "../../../../../components/src/app/args/steps";
import { args, errorsOf, itIsRejected } from "../canaryAppArgs";

const first = { setWeight: 10 };
const last = { setWeight: 100 };
const pause = (duration: string | number) => ({ pause: { duration } });
const analysis = { ...args.analysis, initialDelay: "10s", interval: "10s" };

describe("the schedule of a CanaryApp is rejected", () => {
    itIsRejected([
        [
            "a startingStep that never comes",
            { startingStep: 4 },
            ["startingStep must be a whole number from 0 to 3, the last of steps, got 4"],
        ],
        [
            "an end before a metric could fail",
            { steps: [first, pause("69s"), last] },
            [
                "steps must pause for at least 70s from startingStep 1 on, because a metric can take that long to fail " +
                    "(initialDelay 30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 4 x 10s), got 69s",
            ],
        ],
        [
            "an end that the gate does not wait for",
            { gate: { ...args.gate, timeoutSeconds: 90 } },
            ["gate.timeoutSeconds must be longer than the steps' timed pauses, 90s, got 90s"],
        ],
        [
            "pauses that no gate waits for",
            { steps: [first, pause("24h"), last], gate: { ...args.gate, timeoutSeconds: undefined } },
            ["steps must have timed pauses of less than 86400s, the longest timeout of a gate, got 86400s"],
        ],
        [
            "pauses that must show a fault of the thresholds' size, and cannot",
            {
                steps: [{ setWeight: 5 }, pause("70s"), { setWeight: 50 }],
                maxTrafficWeight: 50,
                gate: { ...args.gate, judge: { requirePower: true, requestsPerSecond: 10 } },
            },
            [
                "steps must show faults of the thresholds' size (gate.judge.requirePower): at 10 requests/s the steps cannot show 5 % errors, the threshold: only 18 % or more, with 99 %",
                "steps must show faults of the thresholds' size (gate.judge.requirePower): at 10 requests/s the steps cannot show 1 % answers slower than 500 ms, the threshold: only 18 % or more, with 99 %",
            ],
        ],
        [
            "a warm-up that leaves no two looks of the pauses",
            { gate: { ...args.gate, judge: { warmupSeconds: 79 } } },
            [
                "gate.judge.warmupSeconds must leave at least 12s of the pauses from the first weight on, 90s, or nothing is judged, got 79",
            ],
        ],
        ["a shorter warm-up: not at all", { gate: { ...args.gate, judge: { warmupSeconds: 78 } } }, []],
        [
            "a bake time that is none",
            { bakeTime: "soon" },
            ['bakeTime must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "soon"'],
        ],
        [
            "a bake time in which no request can be counted",
            { bakeTime: "5s" },
            [
                'bakeTime must be at least 22s for the requests of each version to be counted with scrapeInterval 5s, got "5s"; an empty requestsMetric counts none',
            ],
        ],
        [
            "a bake time without the pods of the stable version",
            { bakeTime: "10m", dynamicStableScale: true, gate: { ...args.gate, timeoutSeconds: undefined } },
            [
                "bakeTime must be absent if dynamicStableScale is true, because the stable version has no pods then, got 10m",
            ],
        ],
        [
            "an end that the gate does not wait for, with the bake time",
            { bakeTime: "10m", gate: { ...args.gate, timeoutSeconds: 600 } },
            ["gate.timeoutSeconds must be longer than the steps' timed pauses, 690s, got 600s"],
        ],
        [
            "falling weights",
            { steps: [{ setWeight: 50 }, first, last] },
            ["steps[1].setWeight must be greater than the weight before it, 50, got 10"],
        ],
        [
            "weights in other units than the most",
            { maxTrafficWeight: 50 },
            [
                "steps[3].setWeight must be a whole number from 0 to 50, got 100",
                "steps must end at setWeight 50, got 100",
            ],
        ],
        [
            "a step that waits for an analysis without an end",
            {
                steps: [
                    first,
                    pause("90s"),
                    { analysis: { templates: [{ templateName: "ops-hardening-analysis" }] } },
                    last,
                ],
            },
            [
                "steps[2].analysis must not wait for ops-hardening-analysis, which runs until the rollout ends, in the background",
            ],
        ],
        [
            "pauses in which no requests could be counted",
            { analysis, scrapeInterval: "3s", steps: [first, pause("15s"), pause(15), pause("90s"), last] },
            ['"15s"', "15"].map(
                (got, index) =>
                    `steps[${index + 1}].pause.duration must be at least 16s for the requests of each version to be ` +
                    `counted with scrapeInterval 3s, got ${got}; an empty requestsMetric counts none`,
            ),
        ],
    ]);

    it("for the slower way in which a metric fails", () => {
        const rejected = (changed: Partial<CanaryAppArgs>) => errorsOf({ analysis, ...changed });
        const steps = (duration: string) => [first, pause(duration), last];
        assert.deepEqual(rejected({ steps: steps("50s") }), []);
        assert.match(rejected({ steps: steps("49s") }).join(), /at least 50s from startingStep 1 .*, got 49s$/);
        const often = { ...analysis, failureLimit: 5 };
        assert.match(rejected({ steps: steps("50s"), analysis: often }).join(), /at least 60s .*, got 50s$/);
        assert.match(rejected({ steps: steps("50s"), startingStep: 2 }).join(), /from startingStep 2 .*, got 0s$/);
    });

    it("only by what is right by itself", () => {
        const changed = {
            steps: [first, pause("1s"), last],
            scrapeInterval: "often",
            analysis: { ...analysis, interval: "" },
        };
        assert.deepEqual(errorsOf(changed), [
            "analysis.interval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got nothing",
            'scrapeInterval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "often"',
        ]);
    });
});

describe("the schedule of a CanaryApp is taken", () => {
    const short: Partial<CanaryAppArgs> = { analysis, steps: [first, pause("15s"), pause("90s"), last] };
    const counted = (requestsMetric?: CanaryAppArgs["gate"]["requestsMetric"]) =>
        errorsOf({ ...short, gate: { ...args.gate, requestsMetric } }).length;

    it("with pauses that are too short to count in where nothing is counted, or may not be", () => {
        assert.equal(counted(), 1);
        assert.equal(counted("requests_total"), 1);
        assert.equal(counted(""), 0);
        assert.equal(counted(pulumi.output("requests_total")), 0);
        assert.deepEqual(errorsOf({ ...short, scrapeInterval: "2s" }), []);
    });
});

describe("the gate's time", () => {
    const open = { pause: {} };
    const waits: [string, CanaryAppArgs["steps"], number][] = [
        ["the timed pauses and ten minutes", [first, pause("3m"), last], 780],
        ["ten minutes more for a pause without a duration", [first, pause("3m"), open, last], 1380],
        ["ten minutes more for each of them", [first, open, open, last], 1800],
        ["a day at most", [first, pause("23h"), open, open, open, open, open, open, last], 86_400],
    ];
    for (const [what, steps, seconds] of waits) {
        it(`is ${what}`, () => {
            assert.equal(usualTimeoutSeconds(steps), seconds);
        });
    }

    it("adds up the pauses", () => {
        const steps = [first, pause("30s"), pause(60), last];
        assert.equal(pauseSeconds(steps), 90);
        assert.equal(pauseSeconds([...steps, open]), Infinity);
        assert.equal(timedSeconds([...steps, open]), 90);
    });
});
