import assert from "node:assert/strict";
import type { CanaryMonitor } from "../../../../components/src/app";
import { at } from "../../../support/pulumi/mocks";
import { args, declare, itIsRejected, types } from "./canaryAppArgs";

const podMonitor = "kubernetes:monitoring.coreos.com/v1:PodMonitor";
const preflight = "pulumi-nodejs:dynamic/canary:Preflight";

describe("the monitor of a CanaryApp", () => {
    it("has labels by which a Prometheus selects it, which the preflight compares too", async () => {
        const recorder = await declare({ monitor: { kind: "ServiceMonitor", labels: { release: "prometheus" } } });
        const labels = at(recorder.get(types.monitor), "metadata.labels") as Record<string, string>;
        assert.equal(labels["release"], "prometheus");
        assert.equal(labels["app.kubernetes.io/name"], "ops-hardening-demo");
        assert.deepEqual(at(recorder.get(preflight), "monitorLabels"), labels);
        // Those of the Service, which no Prometheus selects, stay.
        const selected = at(recorder.get(types.monitor), "spec.selector.matchLabels") as object;
        assert.equal("release" in selected, false);
    });

    it("may be a PodMonitor, whose job is the app's name", async () => {
        const pod = { ...args.pod, metricsPath: "/internal" };
        const recorder = await declare({ pod, monitor: { kind: "PodMonitor", labels: { release: "prometheus" } } });
        const { inputs } = recorder.get(podMonitor);
        assert.deepEqual(inputs["spec"], {
            selector: { matchLabels: { "app.kubernetes.io/name": "ops-hardening-demo" } },
            podMetricsEndpoints: [{ port: "metrics", interval: "5s", path: "/internal" }],
            jobLabel: "app.kubernetes.io/name",
            podTargetLabels: ["rollouts-pod-template-hash"],
        });
        assert.equal(at({ inputs }, "metadata.labels.release"), "prometheus");
        assert.equal(
            recorder.resources.some(({ type }) => type === types.monitor),
            false,
        );
        const declared = at(recorder.get(preflight), "declares") as readonly { resource: string }[];
        assert.ok(declared.some(({ resource }) => resource === "podmonitors"));
        assert.equal(at(recorder.get(preflight), "monitorLabels"), undefined);
    });

    it("may be annotations of the pods, without an object of the operator", async () => {
        const metadata = { annotations: { team: "shop" } };
        const recorder = await declare({ monitor: { kind: "annotations" }, podTemplate: { metadata } });
        assert.deepEqual(at(recorder.get(types.rollout), "spec.template.metadata.annotations"), {
            "prometheus.io/scrape": "true",
            "prometheus.io/port": "9464",
            "prometheus.io/path": "/metrics",
            team: "shop",
        });
        assert.equal(
            recorder.resources.some(({ type }) => type.includes("monitoring.coreos.com")),
            false,
        );
        const declared = at(recorder.get(preflight), "declares") as readonly { group: string }[];
        assert.equal(
            declared.some(({ group }) => group === "monitoring.coreos.com"),
            false,
        );
    });
});

describe("the monitor of a CanaryApp is rejected", () => {
    const as = (monitor: unknown) => ({ monitor: monitor as CanaryMonitor });
    itIsRejected([
        ["no object", as("PodMonitor"), ['monitor must be an object with a kind, got "PodMonitor"']],
        [
            "another kind",
            as({ kind: "Probe", label: {} }),
            [
                'monitor.kind must be one of ServiceMonitor, PodMonitor, annotations, got "Probe"',
                "monitor.label is unknown, must be one of kind, labels",
            ],
        ],
        [
            "labels of annotations",
            as({ kind: "annotations", labels: { release: "a" } }),
            ["monitor.labels is unknown, must be one of kind"],
        ],
        [
            "a label of the app",
            as({ kind: "ServiceMonitor", labels: { "app.kubernetes.io/name": "other" } }),
            ['monitor.labels["app.kubernetes.io/name"] must be absent: it is the app\'s'],
        ],
    ]);
});
