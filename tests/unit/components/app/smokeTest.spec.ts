import assert from "node:assert/strict";
import { namesOf } from "../../../../components/src/app/args/names";
import {
    type CanarySmokeTest,
    type SmokeTestRequest,
    withSmokeTest,
} from "../../../../components/src/app/args/smokeTest";
import type { CanaryStep } from "../../../../components/src/app/args/steps";
import { smokeTestSpec } from "../../../../components/src/app/smokeTest";
import { at } from "../../../support/pulumi/mocks";
import { args, declare, itIsRejected, types } from "./canaryAppArgs";

const analysis: CanaryStep = { analysis: { templates: [{ templateName: "smoke" }] } };
const pause: CanaryStep = { pause: { duration: "30s" } };

describe("a smoke test", () => {
    it("is made before the first weight, by the pods of that weight, which then follow the weights again", () => {
        const steps = [{ setWeight: 0 }, pause, { setWeight: 10 }, pause, { setWeight: 100 }];
        const tested = withSmokeTest(steps, "smoke");
        assert.deepEqual(tested.steps, [
            ...[{ setWeight: 0 }, pause],
            ...[{ setCanaryScale: { weight: 10 } }, analysis, { setWeight: 10 }],
            ...[{ setCanaryScale: { matchTrafficWeight: true } }, pause, { setWeight: 100 }],
        ]);
        for (const [given, step] of steps.entries()) {
            assert.equal(tested.steps[tested.indexOf(given)], step);
        }
    });

    it("leaves the pods to steps that scale them", () => {
        const scale: CanaryStep = { setCanaryScale: { replicas: 1 } };
        const steps = [scale, { setWeight: 10 }, pause, { setWeight: 100 }];
        const tested = withSmokeTest(steps, "smoke");
        assert.deepEqual(tested.steps, [scale, analysis, ...steps.slice(1)]);
        for (const [given, step] of steps.entries()) {
            assert.equal(tested.steps[tested.indexOf(given)], step);
        }
    });

    it("starts pods where a step leaves none at weight 0", () => {
        const matching: CanaryStep = { setCanaryScale: { matchTrafficWeight: true } };
        const tested = withSmokeTest([{ setCanaryScale: { replicas: 1 } }, matching, { setWeight: 10 }], "smoke");
        assert.deepEqual(tested.steps.slice(2, 4), [{ setCanaryScale: { weight: 10 } }, analysis]);
    });

    const names = namesOf({ name: "shop", ingresses: [] });

    it("by an image is a Job without a second attempt, which knows the canary Service", () => {
        const test = { image: "registry/smoke:1", command: ["/smoke"], env: { DRY: "true" }, timeoutSeconds: 60 };
        const spec = smokeTestSpec(names, "prod", test);
        assert.deepEqual(spec.args, [{ name: "namespace", value: "prod" }]);
        const [metric] = spec.metrics;
        assert.deepEqual(
            [metric?.name, metric?.initialDelay, metric?.failureLimit, metric?.consecutiveErrorLimit],
            ["smoke-test", "10s", undefined, 0],
        );
        const job = (path: string) => at({ inputs: { ...metric } }, `provider.job.spec.${path}`);
        assert.deepEqual([job("backoffLimit"), job("activeDeadlineSeconds")], [0, 60]);
        const [container] = job("template.spec.containers") as [Record<string, unknown>];
        assert.deepEqual(
            [container["image"], container["command"], container["env"]],
            [
                "registry/smoke:1",
                ["/smoke"],
                [
                    { name: "URL", value: "http://shop-canary" },
                    { name: "DRY", value: "true" },
                ],
            ],
        );
        // A selector of the app's Services would send requests to the test.
        assert.deepEqual(Object.keys(job("template.metadata.labels") as object), [
            "app.kubernetes.io/component",
            "app.kubernetes.io/instance",
        ]);
    });

    it("by an image takes more fields of its container and its pod", () => {
        const container = { volumeMounts: [{ name: "tmp", mountPath: "/tmp" }] };
        const pod = { imagePullSecrets: [{ name: "registry" }], volumes: [{ name: "tmp", emptyDir: {} }] };
        const [metric] = smokeTestSpec(names, "prod", { image: "registry/smoke:1", container, pod }).metrics;
        const spec = at({ inputs: { ...metric } }, "provider.job.spec.template.spec") as Record<string, unknown>;
        const [only] = spec["containers"] as [Record<string, unknown>];
        assert.deepEqual(only["volumeMounts"], container.volumeMounts);
        const { imagePullSecrets, volumes, restartPolicy, securityContext } = spec;
        assert.deepEqual({ imagePullSecrets, volumes, restartPolicy }, { ...pod, restartPolicy: "Never" });
        assert.ok(securityContext !== undefined);
    });

    it("by requests asks the canary Service for each", () => {
        const requests: SmokeTestRequest[] = [
            { path: "/health" },
            {
                ...{ path: "/buy", method: "POST", headers: { "X-Test": "true" }, body: "1" },
                ...{ jsonPath: "{$.ok}", successCondition: "result", timeoutSeconds: 5 },
            },
        ];
        const { metrics } = smokeTestSpec(names, "prod", { requests });
        const url = "http://shop-canary.{{args.namespace}}.svc";
        assert.deepEqual(metrics, [
            {
                ...{ name: "request-1", initialDelay: "10s", consecutiveErrorLimit: 1 },
                provider: { web: { url: `${url}/health`, headers: [], timeoutSeconds: 10 } },
            },
            {
                ...{ name: "request-2", initialDelay: "10s", consecutiveErrorLimit: 1, successCondition: "result" },
                provider: {
                    web: {
                        ...{ url: `${url}/buy`, method: "POST", body: "1", jsonPath: "{$.ok}", timeoutSeconds: 5 },
                        headers: [{ key: "X-Test", value: "true" }],
                    },
                },
            },
        ]);
    });

    it("is declared next to the analysis, and admitted to the pods", async () => {
        const clients = { ingressNamespace: "ingress", monitoringNamespace: "monitoring" };
        const from = async (smokeTest: CanarySmokeTest) => {
            const recorder = await declare({ smokeTest, clients });
            const rules = at(recorder.get(types.networkPolicy), "spec.ingress") as { from: unknown; ports: unknown }[];
            return { recorder, added: rules.slice(2) };
        };
        const port = { ports: [{ port: "http", protocol: "TCP" }] };
        const byImage = await from({ image: "smoke:1" });
        assert.deepEqual(byImage.added, [
            {
                from: [
                    {
                        podSelector: {
                            matchLabels: {
                                "app.kubernetes.io/component": "smoke-test",
                                "app.kubernetes.io/instance": args.name,
                            },
                        },
                    },
                ],
                ...port,
            },
        ]);
        const byRequests = await from({ requests: [{ path: "/" }] });
        assert.deepEqual(byRequests.added, [
            {
                from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "argo-rollouts" } } }],
                ...port,
            },
        ]);
        const { recorder } = byImage;
        const templates = recorder.resources.filter(({ type }) => type === types.template);
        assert.deepEqual(
            templates.map(({ name }) => name),
            ["ops-hardening-analysis", `${args.name}-smoke-test`],
        );
        const canary = (path: string) => at(recorder.get(types.rollout), `spec.strategy.canary.${path}`);
        assert.deepEqual((canary("steps") as unknown[]).slice(0, 4), [
            { setCanaryScale: { weight: 10 } },
            { analysis: { templates: [{ templateName: `${args.name}-smoke-test` }] } },
            { setWeight: 10 },
            { setCanaryScale: { matchTrafficWeight: true } },
        ]);
        assert.equal(canary("analysis.startingStep"), 4);
    });

    describe("is rejected", () => {
        itIsRejected([
            [
                "neither image nor requests",
                { smokeTest: {} as never },
                ["smokeTest must have either an image or requests, got {}"],
            ],
            [
                "both",
                { smokeTest: { image: "a", requests: [] } as never },
                ['smokeTest must have either an image or requests, got {"image":"a","requests":[]}'],
            ],
            [
                "wrong fields of a Job",
                {
                    smokeTest: {
                        image: "a b",
                        command: "/smoke",
                        env: { URL: "" },
                        timeoutSeconds: 0,
                        args: [],
                        arg: 1,
                    } as never,
                },
                [
                    'smokeTest.image must be a container image, got "a b"',
                    'smokeTest.command must be a list of strings, got "/smoke"',
                    "smokeTest.env must be a map of strings by the names of variables, without URL, which is the canary " +
                        'Service\'s, got {"URL":""}',
                    "smokeTest.timeoutSeconds must be a whole number from 1 to 86400, got 0",
                    "smokeTest.arg is unknown, must be one of command, args, env, timeoutSeconds, container, pod, image",
                ],
            ],
            [
                "wrong requests",
                {
                    smokeTest: {
                        requests: [{ path: "health" }, { path: "/", method: "PATCH" }, { path: "/", body: "1" }, 1],
                    } as never,
                },
                [
                    'smokeTest.requests[0].path must be an absolute path, got "health"',
                    'smokeTest.requests[1].method must be one of GET, POST, PUT, got "PATCH"',
                    'smokeTest.requests[2].body must be absent with the method GET, got "1"',
                    "smokeTest.requests[3] must be a request with a path, got 1",
                ],
            ],
            [
                "no request",
                { smokeTest: { requests: [] } },
                ["smokeTest.requests must be a list that is not empty, got []"],
            ],
        ]);
    });
});
