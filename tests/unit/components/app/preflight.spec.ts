import assert from "node:assert/strict";
import { at, type ResourceRecorder } from "../../../support/pulumi/mocks";
import { declare, types } from "./canaryAppArgs";

const preflightType = "pulumi-nodejs:dynamic/canary:Preflight";

function inputsOf(recorder: ResourceRecorder): Record<string, unknown> {
    const { inputs } = recorder.get(preflightType);
    return inputs;
}

describe("the preflight of a CanaryApp", () => {
    it("has the same cluster, Prometheus, hosts and labels as the app's objects", async () => {
        const recorder = await declare();
        const inputs = inputsOf(recorder);
        const gate = recorder.get(types.gate).inputs;
        for (const field of ["kubeconfig", "kubeContext", "namespace", "rolloutName", "job", "requestsMetric"]) {
            assert.equal(inputs[field], gate[field], field);
        }
        const ingress = recorder.get("kubernetes:networking.k8s.io/v1:Ingress");
        const [{ name, ingressClass, hosts }] = inputs["ingresses"] as [
            { name: string; ingressClass: string; hosts: { host: string; paths: string[] }[] },
        ];
        assert.deepEqual(
            [name, ingressClass, hosts.map(({ host }) => host)],
            [
                at(ingress, "metadata.name"),
                at(ingress, "spec.ingressClassName"),
                (at(ingress, "spec.rules") as { host: string }[]).map(({ host }) => host),
            ],
        );
        const monitor = recorder.get("kubernetes:monitoring.coreos.com/v1:ServiceMonitor");
        assert.deepEqual(inputs["monitorLabels"], at(monitor, "metadata.labels"));
        assert.equal(inputs["onProblems"], "fail");
    });

    it("lists every kind of object that the app declares", async () => {
        const recorder = await declare({
            clients: { ingressNamespace: "ingress", monitoringNamespace: "monitoring" },
            pod: { resources: { requests: { cpu: "1" } } },
            scale: { autoscaling: { minReplicas: 2, maxReplicas: 4, cpuPercent: 50 } },
            monitoring: {},
        });
        const declares = inputsOf(recorder)["declares"] as { group: string; resource: string }[];
        const kinds = recorder.resources.flatMap(({ type }) => {
            const [, group = "", kind = ""] = /^kubernetes:(.+)\/v\d\w*:(\w+)$/.exec(type) ?? [];
            return kind === "" ? [] : [`${group === "core" ? "" : group} ${kind.toLowerCase()}`];
        });
        const plural = (kind: string) => kind.replace(/y$/, "ie").replace(/ss$/, "sse").concat("s");
        assert.deepEqual(
            declares.map(({ group, resource }) => `${group} ${resource}`).sort(),
            [...new Set(kinds.map(plural))].sort(),
        );
    });

    it("knows the pauses in which both versions get requests", async () => {
        const { pauses } = inputsOf(await declare()) as { pauses: { weight: number; seconds: number }[] };
        assert.deepEqual(pauses[0], { weight: 10, seconds: 30 });
        assert.deepEqual(pauses, (inputsOf(await declare({ advance: "proven" })) as { pauses: unknown }).pauses);
    });

    it("runs again for another image, template or smoke test, and not for other replicas", async () => {
        const trigger = async (changed: Parameters<typeof declare>[0]) => inputsOf(await declare(changed))["trigger"];
        const before = await trigger({});
        assert.notEqual(await trigger({ image: "registry/web:9" }), before);
        assert.notEqual(await trigger({ smokeTest: { image: "registry/test:1" } }), before);
        assert.equal(await trigger({ scale: { replicas: 5 } }), before);
    });

    it("only reports problems with preflight: note", async () => {
        assert.equal(inputsOf(await declare({ preflight: "note" }))["onProblems"], "note");
    });
});
