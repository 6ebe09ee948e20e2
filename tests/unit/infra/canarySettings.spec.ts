import assert from "node:assert/strict";
import { rejects, StackSettings, type Values } from "./stackSettings";

describe("settings of the canary", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    it("are the article's where nothing is set", async () => {
        assert.deepEqual((await stack.load()).canary, {
            argoNotifications: [],
            steps: [
                { setWeight: 10 },
                { pause: { duration: "30s" } },
                { setWeight: 25 },
                { pause: { duration: "60s" } },
                { setWeight: 50 },
                { pause: { duration: "60s" } },
                { setWeight: 75 },
                { pause: { duration: "30s" } },
                { setWeight: 100 },
            ],
            smokeTest: undefined,
            bakeTime: undefined,
            startingStep: 1,
            advance: "timed",
            preflight: "fail",
            strategy: { progressDeadlineSeconds: 300, additionalIngressAnnotations: {} },
            analysis: {
                initialDelay: "30s",
                interval: "30s",
                failureLimit: 1,
                consecutiveErrorLimit: 4,
                window: "2m",
                p99LatencyMilliseconds: 500,
                successRatePercent: 95,
                bothVersions: true,
                metrics: [],
                templates: [],
                args: [],
                prometheusAccess: undefined,
                secretReader: { namespace: "argo-rollouts", serviceAccount: "argo-rollouts" },
            },
        });
    });

    it("take more metrics, templates of the user with their arguments, and a smoke test", async () => {
        const metrics = [{ name: "errors", successRate: { atLeastPercent: 99 } }];
        const analysisTemplates = [{ templateName: "own" }];
        const analysisArgs = [{ name: "region", value: "eu" }];
        const smokeTest = { requests: [{ path: "/" }] };
        const given = { bothVersions: "false", metrics, analysisTemplates, analysisArgs, smokeTest };
        const { canary } = await stack.load(given);
        const { bothVersions, templates, args } = canary.analysis;
        assert.deepEqual(
            { bothVersions, metrics: canary.analysis.metrics, templates, args, smokeTest: canary.smokeTest },
            { bothVersions: false, metrics, templates: analysisTemplates, args: analysisArgs, smokeTest },
        );
    });

    it("take fields of Argo's strategy, in addition to those with their own setting", async () => {
        const strategy = {
            abortScaleDownDelaySeconds: 60,
            rollbackWindow: { revisions: 2 },
            progressDeadlineAbort: false,
        };
        const additionalIngressAnnotations = { "canary-by-header": "X-Canary" };
        const { canary } = await stack.load({
            strategy,
            additionalIngressAnnotations,
            progressDeadline: "90s",
            onWrongShare: "note",
        });
        assert.deepEqual(canary.strategy, { ...strategy, additionalIngressAnnotations, progressDeadlineSeconds: 90 });
    });

    it("let the controller that this program installs read the Secrets of the analysis", async () => {
        const prometheusAccess = { bearerToken: { name: "prometheus", key: "token" } };
        const read = async (more: Values) => {
            const prometheusUrl = "https://prometheus.example.org";
            const { analysis } = (await stack.load({ prometheusUrl, ...more })).canary;
            return [analysis.prometheusAccess, analysis.secretReader];
        };
        const installed = { namespace: "argo-rollouts", serviceAccount: "argo-rollouts" };
        const other = { namespace: "argo", serviceAccount: "rollouts" };
        assert.deepEqual(await read({ prometheusAccess }), [prometheusAccess, installed]);
        assert.deepEqual(await read({ prometheusAccess, secretReader: other }), [prometheusAccess, other]);
        assert.deepEqual(await read({ prometheusAccess, platform: "existing" }), [prometheusAccess, undefined]);
        assert.deepEqual(await read({}), [undefined, installed]);
    });

    rejects(
        () => stack,
        [
            [
                { strategy: { progressDeadlineSeconds: 60 } },
                "strategy.progressDeadlineSeconds must be left out, the setting progressDeadline sets it",
            ],
            [
                { strategy: { additionalIngressAnnotations: {} } },
                "strategy.additionalIngressAnnotations must be left out, the setting additionalIngressAnnotations sets it",
            ],
            [
                { strategy: { dynamicStableScale: "yes" } },
                'strategy.dynamicStableScale must be true or false, got "yes"',
            ],
            [
                { strategy: { minPodsPerReplicaSet: 3 }, replicas: 2 },
                "strategy.minPodsPerReplicaSet must be at most the number of pods, 2, got 3",
            ],
            ...["maxSurge", "name", "steps"].map((field): [Values, string] => [
                { strategy: { [field]: "x" } },
                `strategy.${field} is unknown, must be one of maxTrafficWeight, abortScaleDownDelaySeconds, ` +
                    "scaleDownDelaySeconds, dynamicStableScale, minPodsPerReplicaSet, progressDeadlineAbort, rollbackWindow, " +
                    "revisionHistoryLimit, antiAffinity, canaryMetadata, stableMetadata",
            ]),
            [{ strategy: "fast" }, 'strategy must be a map, got "fast"'],
            [
                {
                    replicas: 2,
                    steps: [
                        { setCanaryScale: { replicas: 1 } },
                        { setWeight: 10 },
                        { pause: { duration: "3m" } },
                        { setWeight: 100 },
                    ],
                    startingStep: 2,
                },
                "steps[3].setWeight must not send every request to the canary while steps[0].setCanaryScale keeps it at 1 of " +
                    "2 pods, got 100; set matchTrafficWeight: true before it",
            ],
            [
                { additionalIngressAnnotations: { "canary-weight": "5" } },
                "additionalIngressAnnotations.canary-weight must be an annotation name of ingress-nginx without " +
                    "the prefix, and not canary, canary-weight, canary-weight-total",
            ],
            [
                { steps: "fast" },
                'steps must be a list of setWeight, pause, setCanaryScale and analysis steps, got "fast"',
            ],
            [
                { steps: [{ setWeight: 50 }, { pause: { duration: "2m" } }, { setWeight: 25 }, { setWeight: 100 }] },
                "steps[2].setWeight must be greater than the weight before it, 50, got 25",
            ],
            [
                {
                    steps: [{ setWeight: 50 }, { pause: { duration: "3m" } }, { setWeight: 100 }],
                    strategy: { maxTrafficWeight: 1000 },
                },
                "steps must end at setWeight 1000, got 100",
            ],
            [{ startingStep: 9 }, "startingStep must be a whole number from 0 to 8, the last of steps, got 9"],
            [{ progressDeadline: "0s" }, "progressDeadline must be a whole number of seconds from 1, got 0"],
            [{ progressDeadline: "soon" }, 'progressDeadline must be a duration such as 30s, 2m or 1h30m, got "soon"'],
            [{ initialDelay: "soon" }, 'initialDelay must be a duration such as 30s, 2m or 1h30m, got "soon"'],
            [{ interval: "0s" }, 'interval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "0s"'],
            [{ failureLimit: -1 }, "failureLimit must be a whole number from 0, got -1"],
            [{ consecutiveErrorLimit: "x" }, 'consecutiveErrorLimit must be a whole number from 0, got "x"'],
            [{ window: "2 min" }, 'window must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "2 min"'],
            [{ p99LatencyMilliseconds: "fast" }, 'p99LatencyMilliseconds must be a number greater than 0, got "fast"'],
            [{ successRatePercent: 101 }, "successRatePercent must be a number greater than 0, up to 100, got 101"],
            [
                { consecutiveErrorLimit: 16 },
                "steps must pause for at least 190s from startingStep 1 on, because a metric can take that long to fail (initialDelay " +
                    "30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 16 x 10s), got 180s",
            ],
        ],
    );
});
