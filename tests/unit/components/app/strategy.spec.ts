import assert from "node:assert/strict";
import type { CanaryAppArgs } from "../../../../components/src/app";
import { at, type ResourceRecorder } from "../../../support/pulumi/mocks";
import { args, declare, types } from "./canaryAppArgs";

describe("the strategy of a CanaryApp", () => {
    let app: ResourceRecorder;
    before(async () => {
        app = await declare();
    });

    it("is the article's", () => {
        assert.deepEqual(at(app.get(types.rollout), "spec.strategy"), {
            canary: {
                canaryService: "ops-hardening-demo-canary",
                stableService: "ops-hardening-demo-stable",
                trafficRouting: { nginx: { stableIngress: "ops-hardening-demo" } },
                analysis: { templates: [{ templateName: "ops-hardening-analysis" }], startingStep: 1 },
                steps: args.steps,
            },
        });
    });

    it("has steps of every kind in Argo's own shape", async () => {
        const steps: CanaryAppArgs["steps"] = [
            { setCanaryScale: { replicas: 2 } },
            { setWeight: 10 },
            { analysis: { templates: [{ templateName: "smoke" }], args: [{ name: "host", value: "web" }] } },
            { pause: { duration: "90s" } },
            { pause: {} },
            { setCanaryScale: { matchTrafficWeight: true } },
            { setWeight: 100 },
        ];
        const recorder = await declare({ steps });
        assert.deepEqual(at(recorder.get(types.rollout), "spec.strategy.canary.steps"), steps);
    });

    /** Each field alone: the args, where it is found in the Rollout's spec, and as what. */
    const fields: [Partial<CanaryAppArgs>, string, unknown][] = [
        [{ startingStep: 0 }, "strategy.canary.analysis.startingStep", 0],
        [
            { maxTrafficWeight: 1000, steps: [{ setWeight: 5 }, { pause: { duration: "90s" } }, { setWeight: 1000 }] },
            "strategy.canary.trafficRouting.maxTrafficWeight",
            1000,
        ],
        [{ abortScaleDownDelaySeconds: 0 }, "strategy.canary.abortScaleDownDelaySeconds", 0],
        [{ scaleDownDelaySeconds: 60 }, "strategy.canary.scaleDownDelaySeconds", 60],
        [{ dynamicStableScale: true }, "strategy.canary.dynamicStableScale", true],
        [{ minPodsPerReplicaSet: 2 }, "strategy.canary.minPodsPerReplicaSet", 2],
        [
            { antiAffinity: "required" },
            "strategy.canary.antiAffinity",
            { requiredDuringSchedulingIgnoredDuringExecution: {} },
        ],
        [
            { antiAffinity: "preferred" },
            "strategy.canary.antiAffinity",
            { preferredDuringSchedulingIgnoredDuringExecution: { weight: 100 } },
        ],
        [
            { antiAffinity: { preferred: { weight: 7 } } },
            "strategy.canary.antiAffinity",
            { preferredDuringSchedulingIgnoredDuringExecution: { weight: 7 } },
        ],
        [
            { canaryMetadata: { labels: { role: "canary", empty: "" }, annotations: { note: "new" } } },
            "strategy.canary.canaryMetadata",
            { labels: { role: "canary", empty: "" }, annotations: { note: "new" } },
        ],
        [
            { stableMetadata: { labels: { role: "stable" } } },
            "strategy.canary.stableMetadata",
            { labels: { role: "stable" } },
        ],
        [{}, "progressDeadlineSeconds", 300],
        [{ progressDeadlineSeconds: 900 }, "progressDeadlineSeconds", 900],
        [{}, "progressDeadlineAbort", true],
        [{}, "revisionHistoryLimit", 3],
        [{ revisionHistoryLimit: 0 }, "revisionHistoryLimit", 0],
        [{ rollbackWindow: { revisions: 3 } }, "rollbackWindow", { revisions: 3 }],
        [{}, "analysis", undefined],
        [
            {
                steps: [
                    { setWeight: 10 },
                    ...Array.from({ length: 5 }, () => ({ analysis: { templates: [{ templateName: "smoke" }] } })),
                    { pause: { duration: "90s" } },
                    { setWeight: 100 },
                ],
            },
            "analysis",
            { successfulRunHistoryLimit: 6 },
        ],
        // The controller drops what follows when it writes the object.
        [{ dynamicStableScale: false }, "strategy.canary.dynamicStableScale", undefined],
        [{ progressDeadlineAbort: false }, "progressDeadlineAbort", undefined],
        [{ canaryMetadata: { labels: {} } }, "strategy.canary.canaryMetadata", undefined],
        [
            { additionalIngressAnnotations: {} },
            "strategy.canary.trafficRouting.nginx.additionalIngressAnnotations",
            undefined,
        ],
    ];
    for (const [changed, path, value] of fields) {
        it(`of ${JSON.stringify(changed)} has ${path} ${value === undefined ? "absent" : JSON.stringify(value)}`, async () => {
            const rollout = (await declare(changed)).get(types.rollout);
            assert.deepEqual(at(rollout, `spec.${path}`), value);
        });
    }
});

describe("the number of pods of a CanaryApp", () => {
    const autoscaled = { autoscaling: { minReplicas: 2, maxReplicas: 6 } };

    it("is two by default, or the number of the args, with a budget of one eviction", async () => {
        const app = await declare();
        assert.equal(at(app.get(types.rollout), "spec.replicas"), 2);
        assert.deepEqual(at(app.get(types.budget), "spec"), {
            maxUnavailable: 1,
            selector: { matchLabels: { "app.kubernetes.io/name": "ops-hardening-demo" } },
        });
        const other = await declare({ scale: { replicas: 5 }, podDisruptionBudget: { minAvailable: "50%" } });
        assert.equal(at(other.get(types.rollout), "spec.replicas"), 5);
        assert.deepEqual(at(other.get(types.budget), "spec"), {
            minAvailable: "50%",
            selector: { matchLabels: { "app.kubernetes.io/name": "ops-hardening-demo" } },
        });
        assert.equal(
            other.resources.some(({ type }) => type === types.autoscaler),
            false,
        );
    });

    it("is an autoscaler's alone where there is one", async () => {
        const app = await declare({ scale: autoscaled, baseline: "localhost/ops-hardening-demo:v0" });
        assert.deepEqual(at(app.get(types.autoscaler), "spec"), {
            scaleTargetRef: { apiVersion: "argoproj.io/v1alpha1", kind: "Rollout", name: "ops-hardening-demo" },
            minReplicas: 2,
            maxReplicas: 6,
            metrics: [
                {
                    type: "Resource",
                    resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } },
                },
            ],
        });
        const manifest = app.get(types.baseline).inputs["manifest"] as { spec: object };
        assert.equal("replicas" in manifest.spec, false);
        assert.equal("replicas" in (app.get(types.rollout).inputs["spec"] as object), false);
    });

    it("follows the CPU utilization of the args", async () => {
        const app = await declare({ scale: { autoscaling: { ...autoscaled.autoscaling, cpuPercent: 50 } } });
        const [metric] = at(app.get(types.autoscaler), "spec.metrics") as [Record<string, unknown>];
        assert.equal(at({ inputs: metric }, "resource.target.averageUtilization"), 50);
    });
});
