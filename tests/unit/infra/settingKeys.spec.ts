import assert from "node:assert/strict";
import fc from "fast-check";
import * as pulumi from "@pulumi/pulumi";
import { canaryAppArgs, settingOf } from "../../../infra/canaryAppArgs";
import { usualPlatform } from "../../../infra/platform";
import type { Settings } from "../../../infra/settings";
import { projectDefaults, StackSettings, type Values } from "./stackSettings";

const traefik = { ingressController: "traefik" };

/** Invalid values of every setting of an app, with the settings that the errors must name. */
const bad: readonly (readonly [Values, ...keys: string[]])[] = [
    [{ name: "1st" }, "name"],
    [{ namespace: "Demo" }, "namespace"],
    [{ image: "a b" }, "image"],
    [{ baseline: "a b" }, "baseline"],
    [{ replicas: "two" }, "replicas"],
    [{ autoscaling: 3 }, "autoscaling"],
    [{ autoscaling: { minReplicas: 0 } }, "autoscaling.minReplicas", "autoscaling.maxReplicas"],
    [{ autoscaling: { minReplicas: 2, maxReplicas: 1 } }, "autoscaling.maxReplicas"],
    [{ autoscaling: { minReplicas: 2, maxReplicas: 3, memory: 1 } }, "autoscaling.memory"],
    [{ host: "a_b" }, "host"],
    [{ tlsSecret: "a_b" }, "tlsSecret"],
    [{ ...traefik, router: "traefik", tlsSecret: "a_b" }, "tlsSecret"],
    [{ ...traefik, router: "traefik", host: "a_b" }, "host"],
    [{ ...traefik, router: "gatewayApi", host: "a_b" }, "host"],
    [{ ...traefik, router: "gatewayApi", gateway: { name: "a", port: 1 } }, "gateway.port"],
    [{ ...traefik, router: "gatewayApi", gateway: 1 }, "gateway"],
    [{ ...traefik, router: "gatewayApi", tlsSecret: "tls" }, "tlsSecret"],
    [{ gateway: { name: "a" } }, "gateway"],
    [{ router: "istio" }, "router"],
    [
        {
            ...traefik,
            router: "traefik",
            strategy: { maxTrafficWeight: 100 },
            additionalIngressAnnotations: { a: "" },
        },
        "strategy.maxTrafficWeight",
        "additionalIngressAnnotations",
    ],
    [{ port: 0 }, "port"],
    [{ metricsPort: 0 }, "metricsPort"],
    [{ metricsPath: "" }, "metricsPath"],
    [{ env: { "1": "" } }, "env.1"],
    [{ files: { "a/b": "" } }, "files.a/b"],
    [{ secretEnv: { "1": "" } }, "secretEnv.1"],
    [{ env: { A: "" }, secretEnv: { A: "" } }, "secretEnv.A"],
    [{ additionalIngressAnnotations: { canary: "" } }, "additionalIngressAnnotations.canary"],
    [
        { additionalIngressAnnotations: { "canary-by-header": "a", "canary-by-cookie": "b" } },
        "additionalIngressAnnotations.canary-by-header",
        "additionalIngressAnnotations.canary-by-cookie",
    ],
    [
        { additionalIngressAnnotations: { "canary-by-header-value": "a", "canary-by-header-pattern": "b" } },
        "additionalIngressAnnotations.canary-by-header-value",
        "additionalIngressAnnotations.canary-by-header-pattern",
        "additionalIngressAnnotations",
    ],
    ...Object.entries({
        maxTrafficWeight: 0,
        abortScaleDownDelaySeconds: "",
        scaleDownDelaySeconds: "",
        dynamicStableScale: 1,
        minPodsPerReplicaSet: 0,
        progressDeadlineAbort: 1,
        rollbackWindow: 1,
        revisionHistoryLimit: -1,
        antiAffinity: 1,
        canaryMetadata: 1,
        stableMetadata: 1,
    }).map(([field, value]): [Values, string] => [{ strategy: { [field]: value } }, `strategy.${field}`]),
    [{ strategy: { minPodsPerReplicaSet: 3 } }, "strategy.minPodsPerReplicaSet"],
    [{ strategy: { dynamicStableScale: true, scaleDownDelaySeconds: 1 } }, "strategy.scaleDownDelaySeconds"],
    [{ strategy: { rollbackWindow: { revisions: 9 } } }, "strategy.rollbackWindow.revisions"],
    [{ strategy: { canaryMetadata: { labels: { "app.kubernetes.io/name": "" } } } }, "strategy.canaryMetadata.labels"],
    [{ progressDeadline: "0s" }, "progressDeadline"],
    [{ steps: [] }, "steps"],
    [{ steps: [{ setWeight: -1 }], startingStep: 0 }, "steps[0].setWeight", "steps"],
    [{ steps: [{ pause: { duration: 0 } }, { setWeight: 100 }] }, "steps[0].pause.duration"],
    [{ steps: [{ setCanaryScale: { weight: 0 } }, { setWeight: 100 }] }, "steps[0].setCanaryScale.weight"],
    [{ steps: [{ analysis: { templates: [] } }, { setWeight: 100 }] }, "steps[0].analysis.templates"],
    [
        {
            steps: [
                { setWeight: 10 },
                { pause: { duration: "3m" } },
                { analysis: { templates: [{ templateName: "ops-hardening-analysis" }] } },
                { setWeight: 100 },
            ],
        },
        "steps[2].analysis",
    ],
    [
        { steps: [{ setWeight: 1 }, { pause: { duration: "9s" } }, { pause: { duration: "3m" } }, { setWeight: 100 }] },
        "steps[1].pause.duration",
    ],
    [{ steps: [{ setWeight: 1 }, { pause: { duration: "24h" } }, { setWeight: 100 }] }, "steps"],
    [{ failureLimit: 100 }, "steps"],
    [{ startingStep: 9 }, "startingStep"],
    [{ smokeTest: { requests: [{ path: "" }] } }, "smokeTest.requests[0].path"],
    [{ bothVersions: "false" }, "bothVersions"],
    [{ metrics: [{ name: "a", successRate: {} }] }, "metrics[0].successRate.atLeastPercent"],
    [{ analysisTemplates: 1 }, "analysisTemplates"],
    [{ analysisArgs: [{ name: "a" }] }, "analysisArgs[0]"],
    [{ initialDelay: "" }, "initialDelay"],
    [{ interval: "" }, "interval"],
    [{ failureLimit: "" }, "failureLimit"],
    [{ consecutiveErrorLimit: "" }, "consecutiveErrorLimit"],
    [{ window: "" }, "window"],
    [{ p99LatencyMilliseconds: "" }, "p99LatencyMilliseconds"],
    [{ successRatePercent: "" }, "successRatePercent"],
    [{ scrapeInterval: "" }, "scrapeInterval"],
    [{ prometheusAddress: "x" }, "prometheusAddress"],
    [{ platform: "existing", ingressClass: "A" }, "ingressClass"],
    [{ platform: "existing", ingressNamespace: "a.b" }, "ingressNamespace"],
    [{ platform: "existing", monitoringNamespace: "a.b" }, "monitoringNamespace"],
    [{ kubeconfig: "config" }, "kubeconfig"],
    [{ kubeContext: "" }, "kubeContext"],
    [{ gateTimeout: "3m" }, "gateTimeout"],
    [{ gateTimeout: "25h" }, "gateTimeout"],
    [{ onPause: "x" }, "onPause"],
    [{ onInconclusive: "x" }, "onInconclusive"],
    [{ onTimeout: "x" }, "onTimeout"],
    [{ onTooFewRequests: "x" }, "onTooFewRequests"],
    [{ onWrongShare: "x" }, "onWrongShare"],
    [{ requestsMetric: "a b" }, "requestsMetric"],
    [{ requestsSelector: 1 }, "requestsSelector"],
    [
        { requestsSelector: [{ label: "job", operator: "", value: 2 }] },
        "requestsSelector[0].label",
        "requestsSelector[0].operator",
        "requestsSelector[0].value",
    ],
    [{ minRequests: 0 }, "minRequests"],
    [{ minMeasurements: -1 }, "minMeasurements"],
    [{ prometheusUrl: "x" }, "prometheusUrl"],
    [{ reportFolder: "reports" }, "reportFolder"],
    [{ argoNotifications: 1 }, "argoNotifications"],
    [{ argoNotifications: [{ on: [], service: "slack" }] }, "argoNotifications[0].on"],
    [{ monitoring: "yes" }, "monitoring"],
    [{ monitoring: "true", slo: { availabilityPercent: 100 } }, "slo.availabilityPercent"],
    [{ monitoring: "true", slo: { latency: 1 } }, "slo.latency"],
    [{ slo: "99.9" }, "slo"],
    [{ runbooks: "" }, "runbooks"],
    [{ prometheusAccess: "x" }, "prometheusAccess"],
    [{ prometheusAccess: { bearerToken: { name: "prometheus", key: "token" } } }, "prometheusUrl"],
    [
        { prometheusAccess: { headers: [{ name: "Cookie", value: "x" }], ca: 1 }, secretReader: 1 },
        "prometheusAccess.headers[0].value",
        "prometheusAccess.ca",
        "secretReader",
    ],
];

const declared = Object.keys(projectDefaults());
const rootOf = (key: string) => key.split(/[.[ ]/, 1)[0] ?? "";
const keyOf = (problem: string) => /^(.*?) (must|is unknown)/.exec(problem)?.[1] ?? problem;

/** Arguments of the app, which a message about a setting must not name. */
const ofArguments = /\b(scale|pod|gate|analysis|clients|monitoring)\.[a-z]|ingresses\[/i;

describe("what is wrong with an app's arguments", () => {
    let stack: StackSettings;
    before(() => {
        stack = new StackSettings();
    });
    after(() => {
        stack.remove();
    });

    for (const [values, ...keys] of bad) {
        it(`is listed under ${keys.join(" and ")} where they come from ${JSON.stringify(values).slice(0, 60)}`, async () => {
            const problems = await stack.problemsOf(values);
            assert.deepEqual(problems.map(keyOf), keys);
            for (const problem of problems) {
                assert.ok(declared.includes(rootOf(problem)), problem);
                assert.doesNotMatch(problem.replace(keyOf(problem), ""), ofArguments);
            }
        });
    }

    it("is listed under a key of Pulumi.yaml, wherever it is", async () => {
        const loaded = await stack.load({
            ...{ baseline: "registry/app:0", tlsSecret: "tls", gateTimeout: "1h" },
            ...{ env: { A: "" }, files: { a: "" }, secretEnv: { B: "" } },
            ...{ additionalIngressAnnotations: { "canary-by-header": "X" }, onWrongShare: "note" },
            monitoring: "true",
        });
        const scales: Settings["app"]["scale"][] = [
            { replicas: 1 },
            { autoscaling: { minReplicas: 1, maxReplicas: 2, cpuPercent: 80 } },
        ];
        const strategy: Settings["canary"]["strategy"] = {
            ...{
                maxTrafficWeight: 100,
                abortScaleDownDelaySeconds: 1,
                scaleDownDelaySeconds: 1,
                dynamicStableScale: false,
            },
            ...{ minPodsPerReplicaSet: 1, progressDeadlineSeconds: 1, progressDeadlineAbort: true },
            ...{ rollbackWindow: { revisions: 1 }, revisionHistoryLimit: 1, antiAffinity: "preferred" },
            ...{ canaryMetadata: { labels: { a: "" } }, stableMetadata: { annotations: { a: "" } } },
        };
        const paths = scales.flatMap((scale) => {
            const settings = { ...loaded, app: { ...loaded.app, scale }, canary: { ...loaded.canary, strategy } };
            const { analysisTemplateName, ...args } = canaryAppArgs(settings, usualPlatform, "demo");
            assert.equal(analysisTemplateName, "ops-hardening-analysis");
            return pathsOf(args);
        });
        assert.ok(paths.length > 100);
        // Only their fields are validated.
        const groups = ["pod", "analysis", "clients", "monitoring", "gate"];
        assert.deepEqual(
            paths
                .filter((path) => !groups.includes(path))
                .filter((path) => !declared.includes(rootOf(settingOf(path)))),
            [],
        );
    });

    it("is nothing where a name is that of a property of every object", async () => {
        assert.deepEqual(await stack.problemsOf({ name: "constructor" }), []);
        const [problem = ""] = await stack.problemsOf({ strategy: { constructor: 1 } });
        assert.match(problem, /^strategy\.constructor is unknown, must be one of /);
    });

    it("is listed once, with a key that there is, whatever is set", async function () {
        this.timeout("60s");
        const strings = fc.oneof(fc.string(), fc.constantFrom("", "0", "-1", "1", "30s", "a", "true", "constructor"));
        const structures = fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.string()), anySteps, anyStrategy);
        const structured = [
            "steps",
            "strategy",
            "autoscaling",
            "env",
            "files",
            "secretEnv",
            "additionalIngressAnnotations",
            "requestsSelector",
            "syntheticRequests",
        ];
        const setting = fc
            .constantFrom(...declared)
            .chain((key) => fc.tuple(fc.constant(key), structured.includes(key) ? structures : strings));
        await fc.assert(
            fc.asyncProperty(fc.array(setting, { minLength: 1, maxLength: 8 }), async (settings) => {
                const problems = await stack.problemsOf(Object.fromEntries(settings) as Values);
                assert.equal(new Set(problems).size, problems.length);
                for (const problem of problems) {
                    assert.ok(declared.includes(rootOf(problem)), problem);
                }
            }),
            { numRuns: 300 },
        );
    });

    it("does not repeat what was set as a secret, whatever it is", async function () {
        this.timeout("60s");
        const secret = "a-secret content";
        for (const key of declared) {
            for (const value of [
                secret,
                { A: secret },
                { A: { B: secret } },
                [secret],
                [{ pause: { duration: secret } }],
            ]) {
                const problems = await stack.problemsOf({ [key]: value }, ["secretEnv", key]);
                assert.deepEqual(
                    problems.filter((problem) => problem.includes(secret)),
                    [],
                );
            }
        }
        assert.deepEqual(await stack.problemsOf({ image: secret }, ["image"]), ["image must be a container image"]);
        assert.deepEqual(await stack.problemsOf({ image: secret }), [
            `image must be a container image, got "${secret}"`,
        ]);
    });
});

describe("the names of the article's app", () => {
    it("are the article's, and no other app has them", async () => {
        const stack = new StackSettings();
        const names = await Promise.all(
            ["ops-hardening-demo", "shop"].map(async (name) => {
                const settings = await stack.load({ name });
                return canaryAppArgs(settings, usualPlatform, "demo").analysisTemplateName;
            }),
        );
        stack.remove();
        assert.deepEqual(names, ["ops-hardening-analysis", undefined]);
    });
});

/** Steps and strategies that are almost valid. */
const anySteps = fc.array(
    fc.oneof(
        fc.record({ setWeight: fc.integer({ min: -1, max: 101 }) }),
        fc.record({ pause: fc.record({ duration: fc.constantFrom("1s", "3m", "soon", 0) }, { requiredKeys: [] }) }),
        fc.record({ setCanaryScale: fc.record({ weight: fc.integer({ min: 0, max: 101 }) }) }),
        fc.constant({ setWeight: 100 }),
    ),
);
const anyStrategy = fc.record(
    {
        maxTrafficWeight: fc.constantFrom<unknown>(0, 100, 1000, "all"),
        minPodsPerReplicaSet: fc.integer({ min: 0, max: 4 }),
        dynamicStableScale: fc.constantFrom<unknown>(true, false, "yes"),
        scaleDownDelaySeconds: fc.integer({ min: -1, max: 1 }),
        rollbackWindow: fc.record({ revisions: fc.integer({ min: 0, max: 5 }) }),
        name: fc.string(),
        progressDeadlineSeconds: fc.nat(),
    },
    { requiredKeys: [] },
);

/** Returns the path of each nested value. */
function pathsOf(value: unknown, path = ""): string[] {
    if (typeof value !== "object" || value === null || pulumi.Output.isInstance(value)) {
        return value === undefined ? [] : [path];
    }
    const within = Object.entries(value).flatMap(([name, field]) =>
        pathsOf(field, Array.isArray(value) ? `${path}[${name}]` : path === "" ? name : `${path}.${name}`),
    );
    return [...(path === "" ? [] : [path]), ...within];
}
