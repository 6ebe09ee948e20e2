import { templateOf } from "./manifests";
import type { Json, Situation } from "./situation";
import { constant, job } from "./templates";

/** A canary strategy with steps, in which the number of pods makes the weight. */
function steps(...list: readonly Json[]): Json {
    return { strategy: { canary: { steps: list } } };
}

/** Steps with an experiment of the new version, and its analysis. */
function experiment(name: string, requiredForCompletion: boolean): Json[] {
    const analysis = { name: "pass", templateName: templateOf(name, "pass"), requiredForCompletion };
    const templates = [{ name: "canary", specRef: "canary" }];
    return [{ setWeight: 50 }, { pause: { duration: "20s" } }, { experiment: { templates, analyses: [analysis] } }];
}

const unmeasured = "the shares and answers of the versions are not measured";
const slowPods = {
    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, initialDelaySeconds: 15, periodSeconds: 2 },
};

/** Situations without traffic routing. */
export const unrouted: readonly Situation[] = [
    {
        name: "no-steps",
        title: "a canary without steps",
        source: "examples/rollout-rolling-update.yaml",
        rollout: { strategy: { canary: { maxSurge: 1, maxUnavailable: 1 } } },
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "pauses",
        title: "weights by pods; pauses with and without a duration",
        source: "examples/rollout-canary.yaml",
        rollout: steps({ setWeight: 50 }, { pause: {} }, { setWeight: 75 }, { pause: { duration: "10s" } }),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "left-paused",
        title: "a pause without a duration that no user ends",
        source: "examples/rollout-canary.yaml",
        rollout: steps({ setWeight: 50 }, { pause: {} }),
        change: {},
        options: ["--on-pause", "fail"],
        expected: {
            gate: { exitCode: 4, verdict: "Paused" },
            status: { exitCode: 1, last: "Paused - CanaryPauseStep" },
            truth: "good",
            answers: "mixed",
        },
    },
    {
        name: "bad-unmeasured",
        title: "half of the answers are 5xx, and no analysis is declared",
        source: "examples/rollout-canary.yaml",
        rollout: steps({ setWeight: 50 }, { pause: {} }),
        change: { env: { FAULT_ERROR_RATE: "0.5" } },
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "bad",
            answers: "new",
        },
    },
    {
        name: "afterwards",
        title: "a rollout that is over before the programs begin",
        source: "examples/rollout-canary.yaml",
        rollout: steps({ setWeight: 50 }, { pause: { duration: "10s" } }),
        change: {},
        run: "afterwards",
        expected: {
            gate: { exitCode: 4, verdict: "Unobserved", because: "its steps were over when this gate began to watch" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "analysis-step",
        title: "an analysis step that succeeds",
        source: "examples/rollout-analysis-step.yaml",
        adapted: "a pause before it",
        rollout: steps(
            { setWeight: 50 },
            { pause: { duration: "20s" } },
            { analysis: { templates: [{ templateName: templateOf("analysis-step", "pass") }] } },
        ),
        templates: (image) => ({ pass: job(image, 0) }),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "failed-step",
        title: "an analysis step that fails",
        source: "test/e2e/functional/rollout-degraded-inline-multiple-analysis.yaml",
        adapted: "no pause before it",
        rollout: steps(
            { setWeight: 50 },
            { analysis: { templates: [{ templateName: templateOf("failed-step", "fail") }] } },
        ),
        templates: (image) => ({ fail: job(image, 1) }),
        change: {},
        expected: {
            gate: { exitCode: 1, verdict: "Aborted" },
            status: { exitCode: 1, last: "Degraded - RolloutAborted" },
            truth: "bad by the analysis",
            answers: "old",
        },
    },
    {
        name: "background",
        title: "a background analysis, and a pause without a duration",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "a Prometheus query instead of a Job",
        rollout: {
            strategy: {
                canary: {
                    analysis: { templates: [{ templateName: templateOf("background", "pass") }] },
                    steps: [{ setWeight: 50 }, { pause: {} }],
                },
            },
        },
        templates: () => ({ pass: constant(1, { successCondition: "result[0] == 1" }) }),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "background-fails",
        title: "a background analysis that fails",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "a Prometheus query instead of a Job",
        rollout: {
            strategy: {
                canary: {
                    analysis: { templates: [{ templateName: templateOf("background-fails", "fail") }] },
                    steps: [{ setWeight: 50 }, { pause: {} }],
                },
            },
        },
        templates: () => ({ fail: constant(0, { initialDelay: "10s", successCondition: "result[0] == 1" }) }),
        change: {},
        expected: {
            gate: { exitCode: 1, verdict: "Aborted" },
            status: { exitCode: 1, last: "Degraded - RolloutAborted" },
            truth: "bad by the analysis",
            answers: "old",
        },
    },
    {
        name: "inconclusive",
        title: "an inconclusive background analysis",
        source: "test/e2e/functional/rollout-background-analysis-inconclusive.yaml",
        adapted: "a Prometheus query instead of the web",
        rollout: {
            strategy: {
                canary: {
                    analysis: { templates: [{ templateName: templateOf("inconclusive", "neither") }], startingStep: 1 },
                    steps: [{ setWeight: 50 }, { pause: { duration: "40s" } }],
                },
            },
        },
        templates: () => ({
            neither: constant(5, {
                inconclusiveLimit: 2,
                successCondition: "result[0] == 1",
                failureCondition: "result[0] == 0",
            }),
        }),
        change: {},
        expected: {
            gate: { exitCode: 4, verdict: "Inconclusive" },
            status: { exitCode: 1, last: "Paused - InconclusiveAnalysisRun" },
            truth: "not known",
            answers: "mixed",
        },
    },
    {
        name: "unmeasured",
        title: "a background analysis that ends before its first measurement",
        source: "examples/rollout-background-analysis.yaml",
        adapted: "a pause of 60s, and a first measurement after 5m",
        rollout: {
            strategy: {
                canary: {
                    analysis: { templates: [{ templateName: templateOf("unmeasured", "late") }] },
                    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }],
                },
            },
        },
        templates: () => ({ late: constant(0, { initialDelay: "5m", successCondition: "result[0] == 1" }) }),
        change: {},
        expected: {
            gate: { exitCode: 4, verdict: "Unmeasured", because: "constant was never measured" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "not known",
            answers: "new",
        },
    },
    {
        name: "experiment",
        title: "an experiment step whose analysis is requiredForCompletion",
        source: "test/e2e/functional/rollout-experiment-analysis.yaml",
        adapted: "a pause before it",
        rollout: steps(...experiment("experiment", true)),
        templates: (image) => ({ pass: job(image, 0) }),
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "endless",
        title: "an experiment step without a duration, and with an analysis that is not requiredForCompletion",
        source: "examples/rollout-experiment-step.yaml",
        adapted: "a pause before it; a timeout of 1m for the gate",
        rollout: steps(...experiment("endless", false)),
        templates: (image) => ({ pass: job(image, 0) }),
        change: {},
        options: ["--timeout", "1m"],
        expected: {
            gate: { exitCode: 3, verdict: "TimedOut", because: "it did not finish within 60 s" },
            status: { exitCode: 1, last: "Degraded - RolloutAborted" },
            truth: "good; the experiment does not end",
            answers: "old",
        },
    },
    {
        name: "deadline",
        title: "an image that does not exist, progressDeadlineAbort",
        source: "test/e2e/functional_test.go, TestBlueGreenExceedProgressDeadlineAbort",
        adapted: "a canary instead of blueGreen",
        rollout: {
            ...steps({ setWeight: 50 }, { pause: {} }),
            progressDeadlineSeconds: 15,
            progressDeadlineAbort: true,
        },
        change: { tag: "v404" },
        expected: {
            gate: { exitCode: 1, verdict: "Aborted" },
            status: { exitCode: 1, last: "Degraded - RolloutAborted" },
            truth: "does not start",
            answers: "old",
        },
    },
    {
        name: "slow-pods",
        title: "pods that are Ready later than progressDeadlineSeconds",
        source: "test/e2e/canary_test.go, TestCanaryProgressDeadlineExceededWithPause",
        rollout: { ...steps({ setWeight: 50 }, { pause: {} }), progressDeadlineSeconds: 8 },
        container: slowPods,
        change: {},
        expected: {
            gate: { exitCode: 0, verdict: "Promoted", because: unmeasured },
            status: { exitCode: 1, last: "Degraded - ProgressDeadlineExceeded" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "workload-ref",
        title: "a workloadRef to a Deployment",
        source: "examples/workload-ref/workload-ref.yaml",
        rollout: steps({ setWeight: 50 }, { pause: { duration: "10s" } }),
        inDeployment: true,
        change: {},
        expected: {
            gate: { exitCode: 1, verdict: "Unsupported" },
            status: { exitCode: 0, last: "Healthy" },
            truth: "good",
            answers: "new",
        },
    },
    {
        name: "blue-green",
        title: "blueGreen without autoPromotionEnabled",
        source: "examples/rollout-bluegreen.yaml",
        rollout: {
            strategy: {
                blueGreen: {
                    activeService: "blue-green-root",
                    previewService: "blue-green-canary",
                    autoPromotionEnabled: false,
                },
            },
        },
        change: {},
        expected: {
            gate: { exitCode: 1, verdict: "Unsupported" },
            status: { exitCode: 1, last: "Paused - BlueGreenPause" },
            truth: "good",
            answers: "old",
        },
    },
];
