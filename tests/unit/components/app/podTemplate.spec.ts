import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { CanaryAppArgs, CanaryPodTemplate } from "../../../../components/src/app";
import { at } from "../../../support/pulumi/mocks";
import { args, declare, types } from "./canaryAppArgs";

const name = "ops-hardening-demo";

type Container = Record<string, unknown> & { readonly name: string };

/** Declares the app with a template; returns its pods' template, and that of an app without one. */
async function templatesOf(podTemplate: CanaryPodTemplate, changed: Partial<CanaryAppArgs> = {}) {
    const templateOf = async (more: Partial<CanaryAppArgs>) =>
        at((await declare({ ...changed, ...more })).get(types.rollout), "spec.template") as {
            readonly metadata: { readonly labels: object; readonly annotations?: object };
            readonly spec: Record<string, unknown> & { readonly containers: readonly Container[] };
        };
    return { usual: await templateOf({}), template: await templateOf({ podTemplate }) };
}

describe("the pod template of a CanaryApp", () => {
    it("adds labels and annotations to the app's", async () => {
        const metadata = { labels: { team: "payments" }, annotations: { "sidecar.istio.io/inject": "true" } };
        const { usual, template } = await templatesOf({ metadata });
        assert.deepEqual(template.metadata.labels, { ...usual.metadata.labels, team: "payments" });
        assert.deepEqual(template.metadata.annotations, metadata.annotations);
        assert.equal("annotations" in usual.metadata, false);
    });

    it("adds sidecars after the app's container, init containers, pull secrets and scheduling", async () => {
        const proxy = { name: "proxy", image: "proxy:1" };
        const migrate = { name: "migrate", image: pulumi.output("migrate:1") };
        const tolerations = [{ key: "spot", operator: "Exists" }];
        const { usual, template } = await templatesOf({
            spec: {
                containers: [proxy],
                initContainers: [migrate],
                imagePullSecrets: [{ name: "registry" }],
                tolerations,
                terminationGracePeriodSeconds: 60,
            },
        });
        const { containers, ...spec } = template.spec;
        const { containers: own, ...usualSpec } = usual.spec;
        assert.deepEqual(containers, [...own, proxy]);
        assert.deepEqual(spec, {
            ...usualSpec,
            initContainers: [{ name: "migrate", image: "migrate:1" }],
            imagePullSecrets: [{ name: "registry" }],
            tolerations,
            terminationGracePeriodSeconds: 60,
        });
    });

    it("changes the app's own container by its name, and adds to its lists", async () => {
        const preStop = { exec: { command: ["sleep", "5"] } };
        const livenessProbe = { grpc: { port: 8081 } };
        const { usual, template } = await templatesOf({
            spec: {
                containers: [
                    {
                        name,
                        command: ["/app"],
                        lifecycle: { preStop },
                        livenessProbe,
                        env: [{ name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
                        ports: [{ name: "grpc", containerPort: 8081 }],
                        volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
                        securityContext: { readOnlyRootFilesystem: false },
                    },
                ],
                volumes: [{ name: "scratch", emptyDir: {} }],
                securityContext: { fsGroup: 1000 },
            },
        });
        const [own = { name: "" }, ...others] = usual.spec.containers;
        assert.deepEqual(others, []);
        const { env, ports } = own as unknown as Record<string, object[]>;
        const securityContext = own["securityContext"] as object;
        assert.deepEqual(template.spec.containers, [
            {
                ...own,
                command: ["/app"],
                lifecycle: { preStop },
                livenessProbe,
                env: [...(env ?? []), { name: "NODE", valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } }],
                ports: [...(ports ?? []), { name: "grpc", containerPort: 8081 }],
                volumeMounts: [{ name: "scratch", mountPath: "/tmp" }],
                securityContext: { ...securityContext, readOnlyRootFilesystem: false },
            },
        ]);
        assert.deepEqual(template.spec["volumes"], [{ name: "scratch", emptyDir: {} }]);
        assert.deepEqual(template.spec["securityContext"], {
            ...(usual.spec["securityContext"] as object),
            fsGroup: 1000,
        });
    });

    it("keeps the app's fields where a template's are undefined", async () => {
        const none = undefined as never;
        const { usual, template } = await templatesOf(
            {
                metadata: { annotations: { "prometheus.io/scrape": none } },
                spec: {
                    serviceAccountName: none,
                    securityContext: { runAsNonRoot: none },
                    containers: [{ name, readinessProbe: none, env: none, securityContext: { capabilities: none } }],
                },
            },
            { monitor: { kind: "annotations" } },
        );
        assert.deepEqual(template, usual);
    });

    it("merges a securityContext that another resource returns", async () => {
        const { usual, template } = await templatesOf({
            spec: {
                securityContext: pulumi.output({ fsGroup: 1000 }),
                containers: [{ name, securityContext: pulumi.output({ readOnlyRootFilesystem: false }) }],
            },
        });
        const [own] = usual.spec.containers;
        const securityContext = own?.["securityContext"] as object;
        assert.deepEqual(template.spec, {
            ...usual.spec,
            securityContext: { ...(usual.spec["securityContext"] as object), fsGroup: 1000 },
            containers: [{ ...own, securityContext: { ...securityContext, readOnlyRootFilesystem: false } }],
        });
    });

    it("keeps the volumes of files, and applies to the baseline too", async () => {
        const podTemplate = { spec: { volumes: [{ name: "scratch", emptyDir: {} }] } };
        const changed = { pod: { files: { "a.txt": "a" } }, baseline: "app:0" };
        const { template } = await templatesOf(podTemplate, changed);
        const names = (template.spec["volumes"] as readonly { name: string }[]).map((volume) => volume.name);
        assert.deepEqual(names, ["files", "scratch"]);
        const baseline = (await declare({ ...changed, podTemplate })).get(types.baseline);
        const volumes = at(baseline, "manifest.spec.template.spec.volumes") as readonly { name: string }[];
        assert.deepEqual(
            volumes.map((volume) => volume.name),
            names,
        );
    });

    it("annotates the ServiceAccount by the args of the pod", async () => {
        const role = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/shop" };
        const recorder = await declare({ pod: { ...args.pod, serviceAccountAnnotations: role } });
        const annotations = at(recorder.get("kubernetes:core/v1:ServiceAccount"), "metadata.annotations") as object;
        assert.deepEqual({ ...annotations, ...role }, annotations);
    });
});
