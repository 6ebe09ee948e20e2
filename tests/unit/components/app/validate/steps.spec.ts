import assert from "node:assert/strict";
import fc from "fast-check";
import { validateSteps } from "../../../../../components/src/app/validate/steps";

const errorsOf = (steps: unknown, maxTrafficWeight = 100) =>
    validateSteps(steps, maxTrafficWeight).map(({ path, message }) => `${path} ${message}`);
const pause = { pause: { duration: "30s" } };
const templates = [{ templateName: "smoke" }];

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
                'steps[0].pause.duration must be a duration such as 30s, 2m or 1h, longer than 0s, got "soon"',
                'steps[1].pause.duration must be a duration such as 30s, 2m or 1h, longer than 0s, got "0s"',
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
            "analyses",
            [
                { setWeight: 10 },
                { analysis: { templates, args: [{ name: "host", value: "web" }] } },
                {
                    analysis: {
                        templates: [{ templateName: "smoke", clusterScope: true }],
                        args: [
                            { name: "hash", valueFrom: { podTemplateHashValue: "Latest" } },
                            { name: "region", valueFrom: { fieldRef: { fieldPath: "metadata.labels['region']" } } },
                        ],
                        dryRun: [{ metricName: ".*" }],
                        measurementRetention: [{ metricName: ".*", limit: 20 }],
                        analysisRunMetadata: { labels: { team: "shop" } },
                    },
                },
                { setWeight: 100 },
            ],
            [],
        ],
        [
            "wrong analyses",
            [
                { analysis: "smoke" },
                { analysis: { templates: [] } },
                { analysis: { templates: [{ templateName: "smoke", clusterScope: 1 }] } },
                { analysis: { templates, args: [{ name: "host" }] } },
                {
                    analysis: {
                        templates,
                        args: [{ name: "host", valueFrom: { secretKeyRef: { name: "api", key: "token" } } }],
                    },
                },
                { analysis: { templates, dry: [] } },
                { analysis: { templates, dryRun: [1] } },
                { analysis: { templates, measurementRetention: [{ metricName: "a" }] } },
                { analysis: { templates, analysisRunMetadata: { labels: 1 } } },
                { setWeight: 100 },
            ],
            [
                'steps[0].analysis must be {templates: [{templateName: NAME}]}, got "smoke"',
                "steps[1].analysis.templates must be a list of {templateName: NAME}, got []",
                "steps[2].analysis.templates must be a list of {templateName: NAME}, and clusterScope: true for a " +
                    'ClusterAnalysisTemplate, got [{"templateName":"smoke","clusterScope":1}]',
                "steps[3].analysis.args[0] must have either value, or valueFrom with podTemplateHashValue, fieldRef or " +
                    "secretKeyRef, got neither",
                "steps[4].analysis.args[0].valueFrom must be an argument of your template: a Secret cannot be given here",
                "steps[5].analysis.dry is unknown, must be one of templates, args, dryRun, measurementRetention, " +
                    "analysisRunMetadata",
                "steps[6].analysis.dryRun must be a list of {metricName: PATTERN}, got [1]",
                'steps[7].analysis.measurementRetention must be a list of {metricName: PATTERN, limit: NUMBER}, got [{"metricName":"a"}]',
                'steps[8].analysis.analysisRunMetadata must be labels and annotations, got {"labels":1}',
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
                    "(canary-by-header), at every step",
                "setMirrorRoute: the controller mirrors requests with Istio and plugins only, not with ingress-nginx",
                "plugin: a step plugin must be installed into the controller, and nothing here proves what it did",
                "replicaProgressThreshold: a weight that does not wait for all of its pods overloads the ready ones",
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
    for (const [what, steps, errors] of cases) {
        it(`are validated with ${what}`, () => {
            assert.deepEqual(errorsOf(steps), errors);
        });
    }

    it("count weights in the units of the most that there can be", () => {
        const steps = [{ setWeight: 5 }, { setCanaryScale: { weight: 500 } }, { setWeight: 1000 }];
        assert.deepEqual(errorsOf(steps, 1000), []);
        assert.deepEqual(errorsOf([{ setWeight: 100 }], 1000), ["steps must end at setWeight 1000, got 100"]);
        assert.deepEqual(errorsOf([{ setWeight: 100 }, { setWeight: 1001 }], 1000), [
            "steps[1].setWeight must be a whole number from 0 to 1000, got 1001",
            "steps must end at setWeight 1000, got 1001",
        ]);
    });

    it("have no weight that is too high, or an end, where the highest is not known", () => {
        assert.deepEqual(validateSteps([{ setWeight: 10 }, { setWeight: 5000 }]), []);
        assert.equal(validateSteps([{ setWeight: 10 }, { setWeight: 5 }]).length, 1);
    });

    it("are validated without an exception, whatever they are", () => {
        fc.assert(fc.property(fc.anything(), (value) => Array.isArray(validateSteps(value, 100))));
        fc.assert(fc.property(fc.array(fc.anything()), (value) => Array.isArray(validateSteps(value, 100))));
    });

    it("are right with exactly the weights that rise to 100", () => {
        fc.assert(
            fc.property(fc.array(fc.integer({ min: 0, max: 100 }), { minLength: 1 }), (weights) => {
                const rising = weights.every((weight, index) => index === 0 || weight > (weights[index - 1] ?? 0));
                const good = rising && weights.at(-1) === 100;
                assert.equal(errorsOf(weights.map((setWeight) => ({ setWeight }))).length === 0, good);
            }),
        );
    });
});
