import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import program from "../../../examples/another-service";
import { contractVersion } from "../../../components/src/outputs/contract";

const platformStack = "organization/canary-delivery/shared";

/** The outputs of a platform that has nothing under the usual names. */
const outputs = {
    contractVersion,
    url: "http://shop.example.com:31080",
    host: "shop.example.com",
    namespace: "shop",
    rolloutName: "shop",
    stableService: "shop-stable",
    canaryService: "shop-canary",
    ingressClass: "edge",
    ingressUrl: "http://edge.edge-system.svc:8000",
    ingressNamespace: "edge-system",
    monitoringNamespace: "observability",
    prometheusUrl: "http://metrics.observability:9999",
};

type Inputs = Record<string, unknown>;

interface Declared {
    readonly type: string;
    readonly inputs: Inputs;
}

/** Runs the program with a platform stack of these outputs; returns its resources and its own outputs. */
async function run(platformOutputs: Inputs, settings: Record<string, string> = {}) {
    const declared: Declared[] = [];
    await pulumi.runtime.setMocks(
        {
            newResource: ({ type, name, inputs }) => {
                const given = inputs as Inputs;
                declared.push({ type, inputs: given });
                return type === "pulumi:pulumi:StackReference"
                    ? { id: name, state: { ...given, outputs: platformOutputs } }
                    : { id: `${name}-id`, state: { ...given } };
            },
            call: ({ inputs }) => inputs as Inputs,
        },
        "canary-consumer",
        "test",
        false,
    );
    const all = {
        platformStack,
        kubeconfig: "~/cluster/config",
        kubeContext: "local",
        image: "registry/catalog:2",
        ...settings,
    };
    const config = { requestsPerSecond: "40", ...all };
    pulumi.runtime.setAllConfig(
        Object.fromEntries(Object.entries(config).map(([key, value]) => [`canary-consumer:${key}`, value])),
    );
    const result = await program();
    await (pulumi.runtime as unknown as { waitForRPCs(): Promise<void> }).waitForRPCs();
    return { declared, result };
}

function only(declared: readonly Declared[], type: string): Inputs {
    const [found, ...more] = declared.filter((one) => one.type === type);
    assert.ok(found !== undefined && more.length === 0, `${more.length + (found ? 1 : 0)} resources are ${type}`);
    return found.inputs;
}

describe("the example of a consumer", function () {
    this.timeout(30_000);

    after(() => {
        pulumi.runtime.setAllConfig({});
    });

    it("takes all facts about the platform from the outputs of the platform's stack", async () => {
        const { declared, result } = await run(outputs);
        assert.equal(only(declared, "pulumi:pulumi:StackReference")["name"], platformStack);

        const ingress = only(declared, "kubernetes:networking.k8s.io/v1:Ingress")["spec"] as {
            ingressClassName: string;
            rules: { http: { paths: { path: string }[] } }[];
        };
        assert.equal(ingress.ingressClassName, outputs.ingressClass);
        assert.deepEqual(
            ingress.rules.flatMap(({ http }) => http.paths.map(({ path }) => path)),
            ["/catalog"],
        );

        const everything = JSON.stringify(declared.filter(({ type }) => type !== "pulumi:pulumi:StackReference"));
        for (const needed of [outputs.prometheusUrl, `${outputs.ingressUrl}/catalog`, outputs.ingressNamespace]) {
            assert.ok(everything.includes(needed), needed);
        }
        for (const usual of ["prometheus-kube-prometheus", "ingress-nginx-controller", '"monitoring"']) {
            assert.ok(!everything.includes(usual), usual);
        }
        assert.equal(result.url, "http://shop.local:31080/catalog");
    });

    it("is evaluated by its own metrics, on its own port", async () => {
        const { declared } = await run(outputs);
        const { metrics } = only(declared, "kubernetes:argoproj.io/v1alpha1:AnalysisTemplate")["spec"] as {
            metrics: { successCondition: string; provider: { prometheus: { address: string; query: string } } }[];
        };
        const [latency, success] = metrics;
        assert.match(latency?.provider.prometheus.query ?? "", /catalog_request_duration_ms_bucket\{/);
        assert.equal(latency?.successCondition, "result[0] < 300");
        assert.match(success?.provider.prometheus.query ?? "", /catalog_requests_total\{.*code=~"2\.\."/);
        const gate = only(declared, "pulumi-nodejs:dynamic/canary:RolloutGate");
        assert.equal(gate["requestsMetric"], "catalog_requests_total");
        const { template } = only(declared, "kubernetes:argoproj.io/v1alpha1:Rollout")["spec"] as {
            template: { spec: { containers: { ports: { containerPort: number }[] }[] } };
        };
        assert.deepEqual(
            template.spec.containers[0]?.ports.map(({ containerPort }) => containerPort),
            [3000, 3001],
        );
    });

    it("declares no synthetic traffic if there are users", async () => {
        const { declared } = await run(outputs, { requestsPerSecond: "0" });
        assert.deepEqual(
            declared.filter(({ type }) => type === "kubernetes:apps/v1:Deployment"),
            [],
        );
    });

    it("declares nothing on a platform of another contract", async () => {
        await assert.rejects(run({ ...outputs, contractVersion: contractVersion + 1 }), (error: unknown) => {
            assert.ok(pulumi.RunError.isInstance(error), "shown with a stack trace");
            assert.match(error.message, /^stack organization\/canary-delivery\/shared has .*contract version 2/);
            return true;
        });
    });
});
