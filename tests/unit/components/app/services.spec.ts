import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { at, type ResourceRecorder } from "../../../support/pulumi/mocks";
import { args, declare, types } from "./canaryAppArgs";

/** Returns the ignored fields of each resource, by its type and name. */
async function ignoredOf(changed = {}): Promise<Record<string, string[]>> {
    const ignored: Record<string, string[]> = {};
    const transformation: pulumi.ResourceTransformation = ({ type, name, opts }) => {
        const { ignoreChanges } = opts as pulumi.CustomResourceOptions;
        if (ignoreChanges !== undefined) {
            ignored[`${type} ${name}`] = ignoreChanges;
        }
        return undefined;
    };
    await declare(changed, { opts: { transformations: [transformation] } });
    return ignored;
}

describe("the Services of a CanaryApp", () => {
    let app: ResourceRecorder;
    before(async () => {
        app = await declare();
    });

    it("scrape the metrics Service alone, whose name is the job", () => {
        const monitor = app.get(types.monitor);
        const wanted = at(monitor, "spec.selector.matchLabels") as Record<string, string>;
        const matched = app.resources.filter(({ type, inputs }) => {
            const labels = at({ inputs }, "metadata.labels") as Record<string, string>;
            return type === types.service && Object.entries(wanted).every(([key, value]) => labels[key] === value);
        });
        assert.deepEqual(
            matched.map((one) => at(one, "metadata.name")),
            ["ops-hardening-demo"],
        );
        assert.deepEqual(at(monitor, "spec.podTargetLabels"), ["rollouts-pod-template-hash"]);
        assert.deepEqual(at(monitor, "spec.endpoints"), [{ port: "metrics", interval: "5s" }]);
        assert.deepEqual(at(app.get(types.service, "ops-hardening-demo"), "spec.ports"), [
            { name: "metrics", port: 9464, targetPort: "metrics", protocol: "TCP" },
        ]);
    });

    it("scrape the path of the args", async () => {
        const recorder = await declare({ pod: { metricsPath: "/internal/prometheus" } });
        assert.deepEqual(at(recorder.get(types.monitor), "spec.endpoints"), [
            { port: "metrics", interval: "5s", path: "/internal/prometheus" },
        ]);
    });

    it("send requests to the app's port, never to its metrics", () => {
        for (const name of ["ops-hardening-demo-stable", "ops-hardening-demo-canary"]) {
            assert.deepEqual(at(app.get(types.service, name), "spec"), {
                selector: { "app.kubernetes.io/name": "ops-hardening-demo" },
                ports: [{ name: "http", port: 80, targetPort: "http", protocol: "TCP" }],
            });
        }
    });

    it("have the names of the args, wherever these are used", async () => {
        const names = { stableService: "web-live", canaryService: "web-next" };
        const recorder = await declare(names);
        assert.equal(at(recorder.get(types.service, "web-live"), "metadata.name"), "web-live");
        assert.equal(at(recorder.get(types.service, "web-next"), "metadata.name"), "web-next");
        const canary = at(recorder.get(types.rollout), "spec.strategy.canary") as Record<string, unknown>;
        assert.deepEqual([canary["stableService"], canary["canaryService"]], ["web-live", "web-next"]);
        assert.match(JSON.stringify(at(recorder.get(types.ingress), "spec.rules")), /"name":"web-live"/);
    });

    it("leave only what controllers write to them: two selectors and, with an autoscaler, the number of pods", async () => {
        const selectors = {
            [`${types.service} ops-hardening-demo-stable`]: ["spec.selector"],
            [`${types.service} ops-hardening-demo-canary`]: ["spec.selector"],
        };
        assert.deepEqual(await ignoredOf(), selectors);
        assert.deepEqual(await ignoredOf({ scale: { autoscaling: { minReplicas: 2, maxReplicas: 4 } } }), {
            ...selectors,
            [`${types.rollout} ops-hardening-demo`]: ["spec.replicas"],
        });
    });
});

describe("the clients of a CanaryApp", () => {
    it("are all pods by default", async () => {
        const { resources } = await declare();
        assert.equal(
            resources.some(({ type }) => type === types.networkPolicy),
            false,
        );
    });

    it("are the ingress controller at the app's port, and Prometheus at the metrics' port", async () => {
        const clients = { ingressNamespace: "edge", monitoringNamespace: "observability" };
        const recorder = await declare({ clients });
        const from = (namespace: string) => [
            { namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } } },
        ];
        assert.deepEqual(at(recorder.get(types.networkPolicy), "spec"), {
            podSelector: { matchLabels: { "app.kubernetes.io/name": args.name } },
            policyTypes: ["Ingress"],
            ingress: [
                { from: from("edge"), ports: [{ port: "http", protocol: "TCP" }] },
                { from: from("observability"), ports: [{ port: "metrics", protocol: "TCP" }] },
            ],
        });
    });
});
