import assert from "node:assert/strict";
import { PrometheusStack } from "../../components/src/platform/prometheus/prometheusStack";
import type { PrometheusStackArgs } from "../../components/src/platform/prometheus/prometheusStackArgs";
import { releaseManifests } from "../../components/src/platform/versions";
import { type DeclaredResource, ResourceRecorder } from "../support/pulumi/mocks";
import { args, declare } from "../unit/components/app/canaryAppArgs";
import { environment } from "./support/environment";

const customResource = /^kubernetes:(argoproj\.io|monitoring\.coreos\.com)\//;

/** Every argument of the component that can be combined. */
const most: Parameters<typeof declare>[0] = {
    steps: [
        { setCanaryScale: { replicas: 1 } },
        { setWeight: 5 },
        { analysis: { templates: [{ templateName: "smoke" }], args: [{ name: "host", value: "web" }] } },
        { pause: { duration: "90s" } },
        { pause: {} },
        { setCanaryScale: { matchTrafficWeight: true } },
        { setWeight: 1000 },
    ],
    startingStep: 1,
    maxTrafficWeight: 1000,
    additionalIngressAnnotations: { "canary-by-header": "X-Canary", "canary-by-cookie": "canary" },
    gate: { ...args.gate, onWrongShare: "note" },
    abortScaleDownDelaySeconds: 10,
    dynamicStableScale: true,
    minPodsPerReplicaSet: 2,
    progressDeadlineSeconds: 600,
    rollbackWindow: { revisions: 2 },
    revisionHistoryLimit: 5,
    antiAffinity: "preferred",
    canaryMetadata: { labels: { role: "canary" }, annotations: { note: "new" } },
    stableMetadata: { labels: { role: "stable" } },
    ingresses: [
        { ingressClass: "nginx", rules: [{ host: "demo.local" }] },
        { name: "second", ingressClass: "nginx", rules: [{ host: "second.local" }] },
    ],
    scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } },
    pod: {
        env: { MODE: "test" },
        secretEnv: { TOKEN: "secret" },
        files: { "greeting.txt": "hello" },
        secretFiles: { "key.pem": "secret" },
        volumes: [{ name: "scratch", mountPath: "/tmp", emptyDir: {} }],
    },
    clients: { ingressNamespace: "ingress-nginx", monitoringNamespace: "monitoring" },
    monitoring: { kubeStateMetrics: true },
};

/** A Prometheus with a volume, and a PodMonitor. */
async function declareMonitoring(): Promise<ResourceRecorder> {
    const stack: PrometheusStackArgs = {
        manifest: releaseManifests.prometheusOperator,
        objects: [],
        cluster: { kubeconfig: "/home/me/kubeconfig", kubeContext: "local" },
        scrapeInterval: "5s",
        retention: "15d",
        storage: { size: "50Gi", storageClass: "fast" },
        protect: true,
        monitoredPods: [{ name: "web", namespace: "web", labels: { app: "web" }, port: "metrics" }],
        monitoring: {},
    };
    const recorder = await ResourceRecorder.start();
    new PrometheusStack("prometheus", stack);
    await recorder.settle();
    return recorder;
}

describe("the API server, by the definitions' own schemas", function () {
    this.timeout("10m");

    /** Validates objects by a dry run; a field that a schema lacks is an error. */
    async function validate(objects: readonly object[]): Promise<string> {
        const { target } = await environment();
        return target.kubectl.run(
            [
                ...["apply", "--server-side", "--force-conflicts", "--dry-run=server", "--validate=strict"],
                ...["--field-manager=schemas", "--output=name", "--filename=-"],
            ],
            JSON.stringify({ apiVersion: "v1", kind: "List", items: objects }),
        );
    }

    /** The custom resources among what was declared, in a namespace that exists. */
    function customResources(declared: readonly DeclaredResource[]): Record<string, unknown>[] {
        return declared
            .filter(({ type }) => customResource.test(type))
            .map(({ inputs }) => ({
                ...inputs,
                metadata: { ...(inputs["metadata"] as object), namespace: "default" },
            }));
    }

    it("accepts the objects of an app with the fewest and with the most arguments", async () => {
        for (const [changed, more] of [
            [{}, []],
            [most, ["PrometheusRule"]],
        ] as const) {
            const objects = customResources((await declare(changed)).resources);
            const kinds = ["AnalysisTemplate", "Rollout", "ServiceMonitor", ...more].sort();
            assert.deepEqual(objects.map(({ kind }) => kind).sort(), kinds);
            assert.equal((await validate(objects)).split("\n").length, kinds.length);
        }
    });

    it("accepts the Prometheus, its monitors and its rules", async () => {
        const objects = customResources((await declareMonitoring()).resources);
        const kinds = ["PodMonitor", "PodMonitor", "Prometheus", "PrometheusRule"];
        assert.deepEqual(objects.map(({ kind }) => kind).sort(), kinds);
        assert.equal((await validate(objects)).split("\n").length, kinds.length);
    });

    it("rejects a misspelt field of each", async () => {
        const declared = [...(await declare()).resources, ...(await declareMonitoring()).resources];
        for (const object of customResources(declared)) {
            const spec = { ...(object["spec"] as object), missspelt: 1 };
            await assert.rejects(validate([{ ...object, spec }]), /missspelt/, String(object["kind"]));
        }
    });
});
