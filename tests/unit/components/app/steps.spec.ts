import assert from "node:assert/strict";
import fc from "fast-check";
import { pauseSeconds, scheduleProblem, stepProblems } from "../../../../components/src/app/steps";
import { parseDuration } from "../../../../components/src/kubernetes/duration";

const pause = { pause: { duration: "30s" } };

describe("steps", () => {
    const cases: [string, unknown, string[]][] = [
        ["the article's shape", [{ setWeight: 10 }, pause, { setWeight: 100 }], []],
        ["a pause without a duration", [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }], []],
        ["a pause in seconds", [{ setWeight: 10 }, { pause: { duration: 30 } }, { setWeight: 100 }], []],
        [
            "nothing",
            undefined,
            ["steps must be a list of setWeight, pause, setCanaryScale and analysis steps, got nothing"],
        ],
        ["an empty list", [], ["steps must be a list of setWeight, pause, setCanaryScale and analysis steps, got []"]],
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
            [{ setweight: 10 }, { setWeight: 100 }],
            ['steps[0] must be either setWeight, pause, setCanaryScale or analysis, got {"setweight":10}'],
        ],
        [
            "the canary's own number of pods",
            [
                { setCanaryScale: { replicas: 1 } },
                { setWeight: 10 },
                { setCanaryScale: { weight: 50 } },
                { setCanaryScale: { matchTrafficWeight: true } },
                { setWeight: 100 },
            ],
            [],
        ],
        [
            "numbers of pods that are none",
            [
                { setCanaryScale: {} },
                { setCanaryScale: { replicas: 0 } },
                { setCanaryScale: { weight: 101 } },
                { setCanaryScale: { matchTrafficWeight: false } },
                { setCanaryScale: { replicas: 1, weight: 5 } },
                { setWeight: 100 },
            ],
            [
                "steps[0].setCanaryScale must have either replicas, weight or matchTrafficWeight, got {}",
                "steps[1].setCanaryScale.replicas must be a whole number from 1, got 0",
                "steps[2].setCanaryScale.weight must be a whole number from 1 to 100, got 101",
                "steps[3].setCanaryScale.matchTrafficWeight must be true, got false",
                'steps[4].setCanaryScale must have either replicas, weight or matchTrafficWeight, got {"replicas":1,"weight":5}',
            ],
        ],
        [
            "an analysis of its own",
            [
                { setWeight: 10 },
                { analysis: { templates: [{ templateName: "smoke" }], args: [{ name: "host", value: "web" }] } },
                { setWeight: 100 },
            ],
            [],
        ],
        [
            "analyses that are none",
            [
                { analysis: "smoke" },
                { analysis: { templates: [] } },
                { analysis: { templates: [{ templateName: "smoke", clusterScope: true }] } },
                { analysis: { templates: [{ templateName: "smoke" }], args: [{ name: "host" }] } },
                { analysis: { templates: [{ templateName: "smoke" }], dryRun: [] } },
                { setWeight: 100 },
            ],
            [
                'steps[0].analysis must be {templates: [{templateName: NAME}]}, got "smoke"',
                "steps[1].analysis.templates must be a list of {templateName: NAME}, got []",
                "steps[2].analysis.templates must be a list of {templateName: NAME}, got " +
                    '[{"templateName":"smoke","clusterScope":true}]',
                'steps[3].analysis.args must be a list of {name: NAME, value: TEXT}, got [{"name":"host"}]',
                "steps[4].analysis must have templates and args only, got the key dryRun",
            ],
        ],
        [
            "Argo's other steps by name",
            [
                { experiment: { duration: "1m" } },
                { setHeaderRoute: { name: "canary" } },
                { setMirrorRoute: { name: "mirror" } },
                { plugin: { name: "some/plugin" } },
                { replicaProgressThreshold: { type: "Percent", value: 50 } },
                { setWeight: 100 },
            ],
            [
                "experiment: an experiment's pods get no requests from ingress-nginx, so it measures nothing",
                "setHeaderRoute: ingress-nginx routes by a header through additionalIngressAnnotations " +
                    "(canary-by-header), at every step alike",
                "setMirrorRoute: the controller mirrors requests with Istio and plugins only, not with ingress-nginx",
                "plugin: a step plugin must be installed into the controller, and nothing here proves what it did",
                "replicaProgressThreshold: a weight that does not wait for all of its pods overloads those that are there",
            ].map(
                (reason, index) =>
                    `steps[${index}] must be either setWeight, pause, setCanaryScale or analysis, got ${reason}`,
            ),
        ],
        [
            "two in one",
            [{ setWeight: 10, pause: {} }, { setWeight: 100 }],
            ['steps[0] must be either setWeight, pause, setCanaryScale or analysis, got {"setWeight":10,"pause":{}}'],
        ],
    ];
    for (const [what, steps, problems] of cases) {
        it(`judges ${what}`, () => {
            assert.deepEqual(stepProblems(steps), problems);
        });
    }

    it("counts weights in the units of the most that there can be", () => {
        const steps = [{ setWeight: 5 }, { setCanaryScale: { weight: 500 } }, { setWeight: 1000 }];
        assert.deepEqual(stepProblems(steps, "steps", 1000), []);
        assert.deepEqual(stepProblems([{ setWeight: 100 }], "steps", 1000), [
            "steps must end at setWeight 1000, got 100",
        ]);
        assert.deepEqual(stepProblems([{ setWeight: 100 }, { setWeight: 1001 }], "steps", 1000), [
            "steps[1].setWeight must be a whole number from 0 to 1000, got 1001",
            "steps must end at setWeight 1000, got 1001",
        ]);
        assert.deepEqual(stepProblems(steps, "schedule").at(-1), "schedule must end at setWeight 100, got 1000");
    });

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
