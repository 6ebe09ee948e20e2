import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CanaryApp, type CanaryAppArgs } from "../../../../components/src/app";
import { at, ResourceRecorder } from "../../../support/pulumi/mocks";

const args: CanaryAppArgs = {
    name: "web",
    namespace: "demo",
    image: "registry/web:2",
    baseline: "registry/web:1",
    ingresses: [{ ingressClass: "nginx", rules: [{ host: "web.local" }] }],
    pod: { env: { EMPTY: "" } },
    steps: [{ setWeight: 10 }, { pause: { duration: "2m" } }, { setWeight: 100 }],
    startingStep: 1,
    analysis: {
        initialDelay: "30s",
        interval: "30s",
        failureLimit: 1,
        consecutiveErrorLimit: 4,
        window: "2m",
        p99LatencyMilliseconds: 500,
        successRatePercent: 95,
        prometheusAddress: "http://prometheus.monitoring:9090",
    },
    scrapeInterval: "15s",
    gate: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local", timeoutSeconds: 690 },
};

const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";
const baselineType = "pulumi-nodejs:dynamic/canary:RolloutBaseline";

/** Declares an app, and remembers what each of its resources depends on. */
async function declare(changed: Partial<CanaryAppArgs> = {}) {
    const recorder = await ResourceRecorder.start();
    const given = new Map<string, (pulumi.Resource | Promise<pulumi.Resource>)[]>();
    const transformation: pulumi.ResourceTransformation = ({ type, opts }) => {
        const { dependsOn = [] } = opts as { dependsOn?: (pulumi.Resource | Promise<pulumi.Resource>)[] };
        given.set(type, dependsOn);
        return undefined;
    };
    const app = new CanaryApp("web", { ...args, ...changed }, { transformations: [transformation] });
    await recorder.settle();
    const dependencies = new Map<string, string[]>();
    for (const [type, dependsOn] of given) {
        // The preflight is a promise, which the app's turn to roll out keeps.
        const resources = await Promise.all(dependsOn.map((one) => Promise.resolve(one)));
        const types = resources.map((one) => (one as unknown as { __pulumiType: string }).__pulumiType);
        dependencies.set(type, types.sort());
    }
    return { app, recorder, dependencies };
}

describe("the baseline of a CanaryApp", () => {
    let declared: Awaited<ReturnType<typeof declare>>;
    before(async () => {
        declared = await declare();
    });

    it("is the Rollout itself but for its image, owned by the same field manager", () => {
        const { recorder } = declared;
        const rollout = recorder.get(rolloutType);
        const { inputs } = recorder.get(baselineType);
        const text = JSON.stringify(inputs["manifest"]);
        assert.deepEqual(JSON.parse(text.replace("registry/web:1", "registry/web:2")), {
            apiVersion: rollout.inputs["apiVersion"],
            kind: rollout.inputs["kind"],
            metadata: rollout.inputs["metadata"],
            spec: rollout.inputs["spec"],
        });
        assert.match(text, /registry\/web:1/);
        const annotations = at(rollout, "metadata.annotations") as Record<string, string>;
        assert.equal(annotations["pulumi.com/patchFieldManager"], inputs["fieldManager"]);
    });

    it("comes after what the Rollout needs, and before the Rollout", () => {
        const { dependencies } = declared;
        const needed = [
            "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate",
            "kubernetes:core/v1:Service",
            "kubernetes:core/v1:Service",
            "kubernetes:core/v1:Service",
            "kubernetes:core/v1:ServiceAccount",
            "kubernetes:networking.k8s.io/v1:Ingress",
            "pulumi-nodejs:dynamic/canary:Preflight",
        ];
        assert.deepEqual(dependencies.get(baselineType), needed);
        assert.deepEqual(dependencies.get(rolloutType), [...needed, baselineType]);
    });

    it("knows the cluster, the Rollout, and where its requests are counted", () => {
        const { manifest, __provider, ...inputs } = declared.recorder.get(baselineType).inputs;
        assert.ok(manifest);
        assert.equal(typeof __provider, "string");
        assert.deepEqual(inputs, {
            kubeconfig: "/home/me/kubeconfig",
            kubeContext: "local",
            namespace: "demo",
            rolloutName: "web",
            fieldManager: "canary-delivery-pulumi",
            timeoutSeconds: 600,
            job: "web",
            requestsMetric: "http_requests_total",
            prometheusAddress: "http://prometheus.monitoring:9090",
            prometheusUrl: "",
            providerVersion: "2",
        });
    });

    it("asks as the gate does, and waits longer where pods may take longer", async () => {
        const prometheusUrl = "https://prometheus.example.org";
        const gate = { ...args.gate, requestsMetric: "", prometheusUrl };
        const { recorder } = await declare({ gate, progressDeadlineSeconds: 900 });
        const { inputs } = recorder.get(baselineType);
        assert.equal(inputs["requestsMetric"], "");
        assert.equal(inputs["prometheusUrl"], prometheusUrl);
        assert.equal(inputs["timeoutSeconds"], 1200);
        const longest = await declare({ progressDeadlineSeconds: 86_400 });
        assert.equal(longest.recorder.get(baselineType).inputs["timeoutSeconds"], 86_400);
    });

    it("is none where the args have none", async () => {
        const { app, recorder } = await declare({ baseline: undefined });
        assert.equal(app.baseline, undefined);
        assert.deepEqual(
            recorder.resources.filter(({ type }) => type === baselineType),
            [],
        );
    });
});
