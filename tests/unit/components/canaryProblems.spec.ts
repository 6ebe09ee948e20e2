import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs, CanaryIngress, CanaryPod } from "../../../components/canaryApp";
import { args, problemsOf } from "./canaryAppArgs";

const rules = [{ host: "demo.local" }];
const ingress = (changed: Partial<CanaryIngress>): Partial<CanaryAppArgs> => ({
    ingresses: [{ ingressClass: "nginx", rules, ...changed }],
});
const pod = (changed: CanaryPod): Partial<CanaryAppArgs> => ({ pod: changed });
const labelRule =
    "must begin with a letter, hold only lower-case letters, digits and dashes, not end with a dash, and have at most";

describe("a CanaryApp is refused", () => {
    const cases: [string, Partial<CanaryAppArgs>, string[]][] = [
        [
            "a name too long for its Services",
            { name: "a".repeat(57) },
            [`name ${labelRule} 56 characters, got "${"a".repeat(57)}"`],
        ],
        [
            "a Service's name that is too long",
            { canaryService: "c".repeat(64) },
            [`canaryService ${labelRule} 63 characters, got "${"c".repeat(64)}"`],
        ],
        [
            "one Service for both versions",
            { stableService: "web", canaryService: "web" },
            ['canaryService must be unlike stableService, got "web" for both'],
        ],
        [
            "a Service of requests that is also scraped",
            { stableService: "ops-hardening-demo" },
            ["stableService must be unlike the Service that is scraped, ops-hardening-demo, which has the app's name"],
        ],
        [
            "Services without traffic routing",
            { ingresses: [] },
            [
                "ingresses must have at least one: without traffic routing every request goes to the stable Service, " +
                    "whatever the weight, while its pods get fewer",
            ],
        ],
        [
            "an Ingress whose name is none",
            ingress({ name: "Web_1" }),
            ['ingresses[0].name must be a DNS name of lower-case letters, digits, dashes and dots, got "Web_1"'],
        ],
        [
            "an Ingress whose copy has too long a name",
            ingress({ name: `${"a".repeat(63)}.${"b".repeat(63)}.${"c".repeat(63)}.${"d".repeat(40)}` }),
            [
                "ingresses[0].name must leave the canary's Ingress, ops-hardening-demo-NAME-canary, at most 253 characters, " +
                    "got 258",
            ],
        ],
        [
            "two Ingresses of one name",
            {
                ingresses: [
                    { ingressClass: "nginx", rules },
                    { ingressClass: "internal", rules },
                ],
            },
            ['ingresses[1].name must be unlike that of ingresses[0], got "ops-hardening-demo"'],
        ],
        [
            "an Ingress in the place of another one's copy",
            {
                ingresses: [
                    { name: "web", ingressClass: "nginx", rules },
                    { name: "ops-hardening-demo-web-canary", ingressClass: "internal", rules },
                ],
            },
            [
                "ingresses[1].name must be unlike the name of the canary's Ingress of ingresses[0], got " +
                    '"ops-hardening-demo-web-canary"',
            ],
        ],
        [
            "two rules for the same requests of a class",
            {
                ingresses: [
                    { name: "a", ingressClass: "nginx", rules: [{ host: "demo.local", paths: ["/", "/api"] }] },
                    { name: "b", ingressClass: "nginx", rules: [{ host: "demo.local", paths: ["/api/"] }] },
                ],
            },
            ["ingresses[1].rules[0] must have other paths than ingresses[0].rules[0], both have demo.local/api/"],
        ],
        [
            "rules that are none",
            ingress({
                rules: [
                    { host: "Demo" },
                    { host: "*.demo.local", paths: ["api", "/a b"] },
                    { host: "b.local", paths: [] },
                ],
            }),
            [
                'ingresses[0].rules[0].host must be a DNS name, got "Demo"',
                'ingresses[0].rules[1].paths must begin with one slash and hold no spaces, quotes or braces, got "api"',
                'ingresses[0].rules[1].paths must begin with one slash and hold no spaces, quotes or braces, got "/a b"',
                "ingresses[0].rules[2].paths must have at least one, or be absent for all of the host",
            ],
        ],
        ["an Ingress without rules", ingress({ rules: [] }), ["ingresses[0].rules must have at least one"]],
        [
            "certificates that are none",
            ingress({ tls: [{ hosts: [], secretName: "" }] }),
            [
                "ingresses[0].tls[0].hosts must be DNS names, at least one, got []",
                'ingresses[0].tls[0].secretName must be the name of a Secret, got ""',
            ],
        ],
        [
            "annotations that make the stable Ingress another's",
            ingress({
                annotations: { "kubernetes.io/ingress.class": "nginx", "nginx.ingress.kubernetes.io/canary": "true" },
            }),
            [
                "ingresses[0].annotations must not have kubernetes.io/ingress.class: the API server takes either it or " +
                    "ingressClass",
                "ingresses[0].annotations must not have nginx.ingress.kubernetes.io/canary: the stable version would get a " +
                    "canary's share; what the canary needs goes into additionalIngressAnnotations",
            ],
        ],
        [
            "a startingStep that never comes",
            { startingStep: 4 },
            ["startingStep must be a whole number from 0 to 3, the last of steps, got 4"],
        ],
        [
            "a schedule that ends before a metric could fail",
            { steps: [{ setWeight: 10 }, { pause: { duration: "69s" } }, { setWeight: 100 }] },
            [
                "steps pause for 69s from startingStep 1 on, too short for a metric to fail: it takes up to 70s " +
                    "(initialDelay 30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 4 x 10s)",
            ],
        ],
        [
            "a schedule that the gate does not wait for",
            { gate: { ...args.gate, timeoutSeconds: 90 } },
            ["gate.timeoutSeconds must be longer than the steps' timed pauses, 90s, got 90s"],
        ],
        [
            "falling weights",
            { steps: [{ setWeight: 50 }, { setWeight: 10 }, { setWeight: 100 }] },
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
                    { setWeight: 10 },
                    { pause: { duration: "90s" } },
                    { analysis: { templates: [{ templateName: "ops-hardening-analysis" }] } },
                    { setWeight: 100 },
                ],
            },
            [
                "steps[2].analysis must not wait for ops-hardening-analysis, which runs until the rollout ends, in the background",
            ],
        ],
        [
            "every request for a canary that is kept small",
            { steps: [{ setCanaryScale: { replicas: 1 } }, ...args.steps] },
            [
                "steps[4].setWeight 100 sends every request to the canary while steps[0].setCanaryScale keeps it at 1 of " +
                    "2 pods; set matchTrafficWeight: true before it",
            ],
        ],
        [
            "every request for a canary of a lower weight's pods",
            { steps: [{ setCanaryScale: { weight: 50 } }, ...args.steps] },
            [
                "steps[4].setWeight 100 sends every request to the canary while steps[0].setCanaryScale keeps it at the pods " +
                    "of weight 50; set matchTrafficWeight: true before it",
            ],
        ],
        [
            "a strategy that the controller refuses",
            { dynamicStableScale: true, scaleDownDelaySeconds: 30 },
            [
                "scaleDownDelaySeconds must be absent where dynamicStableScale is true, which leaves no pods to keep, got 30",
            ],
        ],
        [
            "annotations of the controller's",
            { additionalIngressAnnotations: { "canary-weight": "5" } },
            [
                "additionalIngressAnnotations.canary-weight must be named as ingress-nginx names its annotations, without the " +
                    "prefix, and not canary, canary-weight, canary-weight-total",
            ],
        ],
        [
            "a header's value without the header",
            { additionalIngressAnnotations: { "canary-by-header-value": "yes", "canary-by-header-pattern": "y.*" } },
            [
                "additionalIngressAnnotations.canary-by-header-value and canary-by-header-pattern must come with " +
                    "canary-by-header, or ingress-nginx ignores it",
                "additionalIngressAnnotations must have either canary-by-header-value or canary-by-header-pattern: " +
                    "ingress-nginx takes the first alone",
            ],
        ],
        [
            "fewer pods at most than at least",
            { scale: { autoscaling: { minReplicas: 4, maxReplicas: 2 } } },
            ["scale.autoscaling.maxReplicas must be at least minReplicas, 4, got 2"],
        ],
        ["no pods", { scale: { replicas: 0 } }, ["scale.replicas must be a whole number from 1, got 0"]],
        [
            "a share of no CPU",
            {
                scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
                pod: { resources: { requests: { memory: "64Mi" } } },
            },
            ["pod.resources must request cpu where scale has autoscaling, whose cpuPercent is a share of it"],
        ],
        [
            "ports that are none",
            pod({ port: 0, metricsPort: 70_000 }),
            [
                "pod.port must be a port from 1 to 65535, got 0",
                "pod.metricsPort must be a port from 1 to 65535, got 70000",
            ],
        ],
        [
            "paths that are none",
            pod({ metricsPath: "metrics", readinessPath: "", filesPath: "/" }),
            [
                'pod.metricsPath must be an absolute path, got "metrics"',
                'pod.readinessPath must be an absolute path, got ""',
                'pod.filesPath must be an absolute path, got "/"',
            ],
        ],
        [
            "variables that are none, or two of a name",
            pod({ env: { "1ST": "a", TOKEN: "b" }, secretEnv: { "A B": "c", TOKEN: "d" } }),
            [
                'pod.env must name variables with letters, digits, dashes, dots and underscores, and no digit first, got "1ST"',
                'pod.secretEnv must name variables with letters, digits, dashes, dots and underscores, and no digit first, got "A B"',
                "pod.env and pod.secretEnv must have different variables, both have TOKEN",
            ],
        ],
        [
            "files that are none, or one key for two things",
            pod({ files: { "a/b": "" }, secretFiles: { "..key": "", TOKEN: "" }, secretEnv: { TOKEN: "" } }),
            [
                "pod.files must name files with at most 253 letters, digits, dashes, dots and underscores, without a folder, " +
                    'got "a/b"',
                "pod.secretFiles must name files with at most 253 letters, digits, dashes, dots and underscores, without a " +
                    'folder, got "..key"',
                "pod.secretFiles and pod.secretEnv must have different names, both have TOKEN",
            ],
        ],
        [
            "volumes in each other's place",
            pod({
                files: { a: "" },
                volumes: [
                    { name: "files", mountPath: "/tmp", emptyDir: {} },
                    { name: "Tmp", mountPath: "tmp", emptyDir: {} },
                    { name: "data", mountPath: "/config", emptyDir: {} },
                ],
            }),
            [
                'pod.volumes[0].name must be unlike that of another volume, got "files"',
                'pod.volumes[1].name must be a DNS label of at most 63 characters, got "Tmp"',
                'pod.volumes[1].mountPath must be an absolute path, got "tmp"',
                "pod must have one volume at /config, got another",
            ],
        ],
        [
            "amounts that the controller writes otherwise",
            pod({
                resources: { requests: { cpu: "1000m", memory: "1024Mi" }, limits: { cpu: "1500m", memory: "1Gi" } },
            }),
            [
                'pod.resources.requests.cpu must be written as 1, got "1000m"',
                'pod.resources.requests.memory must be written as 1Gi, got "1024Mi"',
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
            ['clients.ingressNamespace must be the name of a namespace, got ""'],
        ],
    ];
    for (const [what, changed, problems] of cases) {
        it(`with ${what}`, () => {
            assert.deepEqual(problemsOf(changed), problems);
        });
    }

    it("for all reasons at once", () => {
        const all = problemsOf({ name: "", ingresses: [], steps: [], scale: { replicas: -1 }, pod: { port: -1 } });
        assert.deepEqual(
            all.map((problem) => problem.split(" ")[0]),
            ["name", "ingresses", "scale.replicas", "pod.port", "steps"],
        );
    });
});

describe("a CanaryApp is taken", () => {
    const cases: [string, Partial<CanaryAppArgs>][] = [
        ["as it is", {}],
        ["with names of the greatest length", { name: "a".repeat(56) }],
        ["with metrics on the port of requests", pod({ metricsPort: 8080 })],
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
        ["with a pause that only a person ends", { steps: [{ setWeight: 10 }, { pause: {} }, { setWeight: 100 }] }],
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
            assert.deepEqual(problemsOf(changed), []);
        });
    }
});
