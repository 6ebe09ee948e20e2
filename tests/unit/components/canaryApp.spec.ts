import assert from "node:assert/strict";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CanaryApp, type CanaryAppArgs } from "../../../components/canaryApp";
import { at, ResourceRecorder } from "../../support/mocks";

const args: CanaryAppArgs = {
    name: "ops-hardening-demo",
    namespace: "demo",
    image: "localhost/ops-hardening-demo:v1",
    replicas: 2,
    host: "demo.local",
    ingressClass: "nginx",
    env: { FAULT_ERROR_RATE: "0.4", EMPTY: "" },
    steps: [{ setWeight: 10 }, { pause: { duration: "30s" } }, { pause: { duration: 60 } }, { setWeight: 100 }],
    startingStep: 1,
    analysis: {
        initialDelay: "30s",
        interval: "30s",
        failureLimit: 1,
        consecutiveErrorLimit: 4,
        window: "2m",
        p99LatencyMilliseconds: 500,
        successRatePercent: 95,
        prometheusAddress: "http://prometheus-kube-prometheus-prometheus.monitoring:9090",
    },
    scrapeInterval: "15s",
    gate: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local", timeoutSeconds: 690 },
};

async function declare(
    changed: Partial<CanaryAppArgs> = {},
    options: { preview?: boolean; opts?: pulumi.ComponentResourceOptions } = {},
): Promise<ResourceRecorder> {
    const recorder = await ResourceRecorder.start(options);
    new CanaryApp("ops-hardening-demo", { ...args, ...changed }, options.opts);
    await recorder.settle();
    return recorder;
}

const service = "kubernetes:core/v1:Service";
const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";
const gateType = "pulumi-nodejs:dynamic/canary:RolloutGate";

describe("CanaryApp", () => {
    let app: ResourceRecorder;
    before(async () => {
        app = await declare();
    });

    it("declares the article's strategy", () => {
        assert.deepEqual(at(app.get(rolloutType), "spec.strategy"), {
            canary: {
                canaryService: "ops-hardening-demo-canary",
                stableService: "ops-hardening-demo-stable",
                trafficRouting: { nginx: { stableIngress: "ops-hardening-demo" } },
                analysis: { templates: [{ templateName: "ops-hardening-analysis" }], startingStep: 1 },
                steps: args.steps,
            },
        });
    });

    it("has the canary Ingress annotated as it is told, beside the weight", async () => {
        const additionalIngressAnnotations = { "canary-by-header": "x-canary" };
        const routed = await declare({ additionalIngressAnnotations });
        assert.deepEqual(at(routed.get(rolloutType), "spec.strategy.canary.trafficRouting.nginx"), {
            stableIngress: "ops-hardening-demo",
            additionalIngressAnnotations,
        });
    });

    it("forces its fields of the Rollout, which the controller writes too", () => {
        assert.deepEqual(at(app.get(rolloutType), "metadata.annotations"), {
            "pulumi.com/patchForce": "true",
            "pulumi.com/patchFieldManager": "canary-delivery-pulumi",
        });
    });

    it("declares only what the controller's round-trip keeps: no empty list, no empty text", () => {
        const text = JSON.stringify(at(app.get(rolloutType), "spec"));
        assert.doesNotMatch(text, /\[\]|""|null/);
    });

    it("runs the app without privileges, with bounds and probes", () => {
        const spec = at(app.get(rolloutType), "spec.template.spec") as Record<string, unknown>;
        assert.deepEqual(spec, {
            serviceAccountName: "ops-hardening-demo",
            automountServiceAccountToken: false,
            terminationGracePeriodSeconds: 30,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
                {
                    name: "ops-hardening-demo",
                    image: "localhost/ops-hardening-demo:v1",
                    imagePullPolicy: "IfNotPresent",
                    env: [{ name: "FAULT_ERROR_RATE", value: "0.4" }, { name: "EMPTY" }],
                    ports: [{ name: "http", containerPort: 8080, protocol: "TCP" }],
                    readinessProbe: { httpGet: { path: "/readyz", port: "http" }, periodSeconds: 2 },
                    livenessProbe: { httpGet: { path: "/healthz", port: "http" }, periodSeconds: 10 },
                    resources: {
                        requests: { cpu: "50m", memory: "64Mi" },
                        limits: { cpu: "500m", memory: "256Mi" },
                    },
                    securityContext: {
                        allowPrivilegeEscalation: false,
                        readOnlyRootFilesystem: true,
                        capabilities: { drop: ["ALL"] },
                    },
                },
            ],
        });
    });

    it("scrapes the metrics Service alone, whose name is the job", () => {
        const monitor = app.get("kubernetes:monitoring.coreos.com/v1:ServiceMonitor");
        const wanted = at(monitor, "spec.selector.matchLabels") as Record<string, string>;
        const matched = app.resources.filter(({ type, inputs }) => {
            const labels = at({ inputs }, "metadata.labels") as Record<string, string>;
            return type === service && Object.entries(wanted).every(([key, value]) => labels[key] === value);
        });
        assert.deepEqual(
            matched.map((one) => at(one, "metadata.name")),
            ["ops-hardening-demo"],
        );
        assert.deepEqual(at(monitor, "spec.podTargetLabels"), ["rollouts-pod-template-hash"]);
        assert.deepEqual(at(monitor, "spec.endpoints"), [{ port: "metrics", interval: "15s" }]);
    });

    it("sends the Ingress to the stable Service, and waits for no address", () => {
        const ingress = app.get("kubernetes:networking.k8s.io/v1:Ingress");
        assert.deepEqual(at(ingress, "spec"), {
            ingressClassName: "nginx",
            rules: [
                {
                    host: "demo.local",
                    http: {
                        paths: [
                            {
                                path: "/",
                                pathType: "Prefix",
                                backend: { service: { name: "ops-hardening-demo-stable", port: { number: 80 } } },
                            },
                        ],
                    },
                },
            ],
        });
        assert.deepEqual(at(ingress, "metadata.annotations"), { "pulumi.com/skipAwait": "true" });
    });

    it("gates what it declares", () => {
        const { inputs } = app.get(gateType);
        assert.equal(inputs["kubeconfig"], "/home/me/kubeconfig");
        assert.equal(inputs["kubeContext"], "local");
        assert.equal(inputs["namespace"], "demo");
        assert.equal(inputs["rolloutName"], "ops-hardening-demo");
        assert.equal(inputs["timeoutSeconds"], 690);
        assert.match(String(inputs["trigger"]), /^[0-9a-f]{64}$/);
        // What the AnalysisTemplate asks, where, and for which job.
        const template = app.get("kubernetes:argoproj.io/v1alpha1:AnalysisTemplate");
        const [{ value: job }] = at(template, "spec.args") as [{ value: string }];
        assert.equal(inputs["job"], job);
        assert.equal(inputs["prometheusAddress"], args.analysis.prometheusAddress);
    });

    it("hands the gate its policy, which is no reason to look again at a rollout", async () => {
        const policy = {
            onPause: "wait",
            onInconclusive: "promote",
            onTimeout: "fail",
            retryAborted: true,
            verifyInitial: true,
            requestsMetric: "requests_total",
            minRequests: 7,
            onTooFewRequests: "note",
            minMeasurements: 3,
            prometheusUrl: "https://prometheus.example.org",
        } as const;
        const { inputs } = (await declare({ gate: { ...args.gate, ...policy } })).get(gateType);
        const declared = Object.fromEntries(Object.keys(policy).map((key) => [key, inputs[key]]));
        assert.deepEqual(declared, policy);
        assert.equal(inputs["trigger"], app.get(gateType).inputs["trigger"]);
    });

    it("aborts a version without progress after five minutes, or what it is told", async () => {
        assert.equal(at(app.get(rolloutType), "spec.progressDeadlineSeconds"), 300);
        const patient = await declare({ progressDeadlineSeconds: 900 });
        assert.equal(at(patient.get(rolloutType), "spec.progressDeadlineSeconds"), 900);
    });

    it("gates anew when the image, the steps or a threshold changes, and not for the number of replicas", async () => {
        const trigger = (recorder: ResourceRecorder) => recorder.get(gateType).inputs["trigger"];
        const changes: [boolean, Partial<CanaryAppArgs>][] = [
            [true, { image: "localhost/ops-hardening-demo:v2" }],
            [true, { env: {} }],
            [true, { steps: [{ setWeight: 10 }, { pause: { duration: "90s" } }, { setWeight: 100 }] }],
            [true, { analysis: { ...args.analysis, p99LatencyMilliseconds: 1 } }],
            [false, { replicas: 3 }],
            [false, { baseline: "localhost/ops-hardening-demo:v0" }],
            [false, {}],
        ];
        for (const [differs, change] of changes) {
            const changed = trigger(await declare(change));
            assert.equal(changed !== trigger(app), differs, JSON.stringify(change));
        }
    });

    it("uses the caller's provider for all that goes to the cluster", async () => {
        const recorder = await ResourceRecorder.start();
        const provider = new k8s.Provider("cluster", { context: "local" });
        new CanaryApp("ops-hardening-demo", args, { provider });
        await recorder.settle();
        const others = recorder.resources.filter(
            (one) =>
                one.type.startsWith("kubernetes:") && !one.provider.includes("pulumi:providers:kubernetes::cluster"),
        );
        assert.deepEqual(others, []);
    });

    it("keeps names, selectors and routes known while the image is not", async () => {
        const recorder = await ResourceRecorder.start({ preview: true });
        // An id is what a preview never knows of a new resource.
        const image = new k8s.core.v1.ConfigMap("stands-for-an-image-to-build").id;
        new CanaryApp("ops-hardening-demo", { ...args, image }, {});
        await recorder.settle();
        const rollout = recorder.get(rolloutType);
        assert.deepEqual(at(rollout, "spec.selector"), {
            matchLabels: { "app.kubernetes.io/name": "ops-hardening-demo" },
        });
        assert.equal(at(rollout, "spec.strategy.canary.trafficRouting.nginx.stableIngress"), "ops-hardening-demo");
        assert.equal(at(rollout, "spec.template.metadata.labels") !== undefined, true);
        assert.notEqual(typeof recorder.get(gateType).inputs["trigger"], "string");
        const known = await declare({}, { preview: true });
        assert.equal(known.get(gateType).inputs["trigger"], app.get(gateType).inputs["trigger"]);
    });

    it("refuses a schedule that ends before a metric could fail, with the reason", async () => {
        const steps = [{ setWeight: 10 }, { pause: { duration: "69s" } }, { setWeight: 100 }];
        await assert.rejects(declare({ steps }), (error: Error) => {
            assert.equal(
                error.message,
                "steps pause for 69s from startingStep 1 on, too short for a metric to fail: it takes up to 70s " +
                    "(initialDelay 30s + the longer of failureLimit 1 x interval 30s and consecutiveErrorLimit 4 x 10s)",
            );
            return true;
        });
    });
});
