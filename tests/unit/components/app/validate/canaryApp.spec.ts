import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { type CanaryAppArgs, validateCanaryApp } from "../../../../../components/src/app";
import { argoTriggers } from "../../../../../components/src/kubernetes/argoNotifications";
import { args, errorsOf, itIsRejected, type RejectedCase } from "../canaryAppArgs";

const rules = [{ host: "demo.local" }];
const labelRule =
    "must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, and have at most";

/** Every argument that there is, in the order in which errors list them. */
const everyArgument: Record<keyof Required<CanaryAppArgs>, unknown> = {
    name: "",
    namespace: 1,
    image: 1,
    baseline: 1,
    stableService: 1,
    canaryService: 1,
    router: { kind: "" },
    ingresses: [],
    scale: 1,
    pod: { port: "" },
    podTemplate: 1,
    monitor: 1,
    monitoring: 1,
    additionalIngressAnnotations: { canary: "" },
    steps: 1,
    smokeTest: 1,
    bakeTime: 1,
    startingStep: "",
    podDisruptionBudget: 1,
    analysis: {},
    analysisTemplateName: 1,
    scrapeInterval: 1,
    argoNotifications: 1,
    clients: 1,
    advance: 1,
    preflight: 1,
    resourceNames: 1,
    protect: 1,
    gate: {},
    maxTrafficWeight: "",
    abortScaleDownDelaySeconds: "",
    scaleDownDelaySeconds: "",
    dynamicStableScale: 1,
    minPodsPerReplicaSet: "",
    progressDeadlineSeconds: "",
    progressDeadlineAbort: 1,
    rollbackWindow: 1,
    revisionHistoryLimit: "",
    antiAffinity: 1,
    canaryMetadata: 1,
    stableMetadata: 1,
};

describe("each argument of a CanaryApp", () => {
    for (const [argument, value] of Object.entries(everyArgument)) {
        it(`${argument} is validated`, () => {
            const errors = validateCanaryApp({ ...args, [argument]: value });
            assert.ok(errors.length > 0);
            for (const { path, message } of errors) {
                assert.match(path, new RegExp(`^${argument}\\b`));
                assert.match(message, /^must /);
            }
        });
    }
});

describe("a CanaryApp is rejected", () => {
    const cases: RejectedCase[] = [
        [
            "a name too long for its Services",
            { name: "a".repeat(57) },
            [`name ${labelRule} 56 characters, got "${"a".repeat(57)}"`],
        ],
        [
            "subscriptions that the controller does not know",
            {
                argoNotifications: [
                    { on: ["on-abort"], service: "slack.a", recipients: ["a b"] },
                    { on: ["on-rollout-aborted"], service: "slack", recipients: ["a"] },
                    { on: ["on-rollout-aborted"], service: "slack", recipients: ["b"] },
                ] as unknown as CanaryAppArgs["argoNotifications"] & object,
            },
            [
                `argoNotifications[0].on must list some of ${Object.keys(argoTriggers).join(", ")}, got "on-abort"`,
                'argoNotifications[0].service must be the name of a service, got "slack.a"',
                'argoNotifications[0].recipients must be a list of names, got ["a b"]',
                "argoNotifications[2] repeats a subscription of slack; give it all recipients at once",
            ],
        ],
        [
            "a Service's name that is too long",
            { canaryService: "c".repeat(64) },
            [`canaryService ${labelRule} 63 characters, got "${"c".repeat(64)}"`],
        ],
        [
            "one Service for both versions",
            { stableService: "web", canaryService: "web" },
            ['canaryService must differ from stableService, got "web" for both'],
        ],
        [
            "a Service of requests that is also scraped",
            { stableService: "ops-hardening-demo" },
            ["stableService must differ from the metrics Service, ops-hardening-demo, which has the app's name"],
        ],
        [
            "a strategy that the controller rejects",
            { dynamicStableScale: true, scaleDownDelaySeconds: 30 },
            [
                "scaleDownDelaySeconds must be absent if dynamicStableScale is true, which leaves no pods to keep, got 30",
            ],
        ],
        [
            "a field that it does not have",
            { maxSurge: "25%" } as Partial<CanaryAppArgs>,
            [`maxSurge is unknown, must be one of ${Object.keys(everyArgument).join(", ")}`],
        ],
        [
            "no namespace, and images that are none",
            { namespace: "Demo", image: "example.com/shop:", baseline: "my app:0" },
            [
                'namespace must be a DNS label of at most 63 characters, got "Demo"',
                'image must be a container image, got "example.com/shop:"',
                'baseline must be a container image, got "my app:0"',
            ],
        ],
        [
            "an analysis that is none",
            {
                analysis: {
                    initialDelay: "soon",
                    interval: "0s",
                    failureLimit: -1,
                    consecutiveErrorLimit: 1.5,
                    window: "2 min",
                    p99LatencyMilliseconds: 0,
                    successRatePercent: 101,
                    prometheusAddress: "http://me:secret@prometheus:9090",
                },
                analysisTemplateName: "My Analysis",
            },
            [
                'analysis.initialDelay must be a duration such as 30s, 2m or 1h30m, got "soon"',
                'analysis.interval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "0s"',
                "analysis.failureLimit must be a whole number from 0, got -1",
                "analysis.consecutiveErrorLimit must be a whole number from 0, got 1.5",
                'analysis.window must be a duration such as 30s, 2m or 1h30m, longer than 0s, got "2 min"',
                "analysis.p99LatencyMilliseconds must be a number greater than 0, got 0",
                "analysis.successRatePercent must be a number greater than 0, up to 100, got 101",
                'analysis.prometheusAddress must be an http or https URL without credentials, got "http://***@prometheus:9090"',
                'analysisTemplateName must be the name of an AnalysisTemplate, got "My Analysis"',
            ],
        ],
        [
            "a gate that is none",
            {
                gate: {
                    kubeconfig: "a-secret-content",
                    kubeContext: "",
                    timeoutSeconds: 90_000,
                    onPause: "skip" as "wait",
                    minRequests: 0,
                    prometheusUrl: "localhost:9090",
                },
                protect: "yes" as unknown as boolean,
                scrapeInterval: "",
            },
            [
                "scrapeInterval must be a duration such as 30s, 2m or 1h30m, longer than 0s, got nothing",
                'protect must be true or false, got "yes"',
                'gate.kubeconfig must be a path (absolute or from ~), the content of a kubeconfig, "in-cluster", or empty for $KUBECONFIG or ~/.kube/config',
                'gate.kubeContext must be the name of a context, got ""',
                'gate.prometheusUrl must be an http or https URL without credentials, or empty, got "localhost:9090"',
                "gate.timeoutSeconds must be a number of seconds from 1 to 86400, got 90000",
                'gate.onPause must be one of promote, wait, fail, got "skip"',
                "gate.minRequests must be a whole number from 1, got 0",
            ],
        ],
        [
            "metrics that are none",
            { analysis: { ...args.analysis, latencyMetric: "latency ms", statusLabel: "status-code" } },
            [
                'analysis.latencyMetric must be the name of a Prometheus metric, got "latency ms"',
                'analysis.statusLabel must be the name of a Prometheus label, got "status-code"',
            ],
        ],
        [
            "a budget that is none",
            { podDisruptionBudget: { maxUnavailable: "half" } },
            [
                "podDisruptionBudget must have either maxUnavailable or minAvailable, a number or a share such as 25%, got " +
                    '{"maxUnavailable":"half"}',
            ],
        ],
        [
            "clients of no namespace",
            { clients: { ingressNamespace: "", monitoringNamespace: "monitoring" } },
            ["clients.ingressNamespace must be the name of a namespace, got nothing"],
        ],
    ];
    itIsRejected(cases);

    it("for all reasons at once", () => {
        const all = errorsOf({ name: "", ingresses: [], steps: [], scale: { replicas: -1 }, pod: { port: -1 } });
        assert.deepEqual(
            all.map((error) => error.split(" ")[0]),
            ["name", "ingresses", "scale.replicas", "pod.port", "steps"],
        );
    });
});

describe("a CanaryApp is taken", () => {
    const cases: [string, Partial<CanaryAppArgs>][] = [
        ["as it is", {}],
        ["with names of the greatest length", { name: "a".repeat(56) }],
        ["with metrics on the port of requests", { pod: { metricsPort: 8080 } }],
        [
            "with one host at two classes",
            {
                ingresses: [
                    { name: "a", ingressClass: "nginx", rules },
                    { name: "b", ingressClass: "internal", rules },
                ],
            },
        ],
        ["with a canary that is kept at all pods", { steps: [{ setCanaryScale: { replicas: 2 } }, ...args.steps] }],
        [
            "with a canary that is kept small only before its last weight",
            {
                steps: [
                    { setCanaryScale: { replicas: 1 } },
                    ...args.steps.slice(0, -1),
                    { setCanaryScale: { matchTrafficWeight: true } },
                    { setWeight: 100 },
                ],
            },
        ],
        ["with a pause that only a promotion ends", { steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }] }],
        [
            "with values of other resources that are not known yet",
            {
                namespace: pulumi.output("Demo"),
                image: pulumi.output(""),
                baseline: Promise.resolve(""),
                gate: { ...args.gate, kubeconfig: pulumi.output("config"), onPause: pulumi.output("wait" as const) },
            },
        ],
        [
            "with arguments that are undefined",
            {
                baseline: undefined,
                scale: undefined,
                gate: { ...args.gate, onPause: undefined, timeoutSeconds: undefined },
            },
        ],
        ["with a deadline that is not known yet", { gate: { ...args.gate, timeoutSeconds: pulumi.output(1) } }],
        ["with a budget of pods that must stay", { podDisruptionBudget: { minAvailable: "50%" } }],
        [
            "with limits of CPU alone under an autoscaler",
            {
                scale: { autoscaling: { minReplicas: 1, maxReplicas: 1 } },
                pod: { resources: { limits: { cpu: "500m" } } },
            },
        ],
    ];
    for (const [what, changed] of cases) {
        it(what, () => {
            assert.deepEqual(errorsOf(changed), []);
        });
    }
});
