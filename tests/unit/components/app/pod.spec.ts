import assert from "node:assert/strict";
import type { CanaryAppArgs, CanaryPod } from "../../../../components/src/app";
import { at, type ResourceRecorder } from "../../../support/pulumi/mocks";
import { args, containerOf, declare, types } from "./canaryAppArgs";

async function podOf(pod: CanaryPod, changed: Partial<CanaryAppArgs> = {}) {
    const recorder = await declare({ pod, ...changed });
    const spec = at(recorder.get(types.rollout), "spec.template.spec") as Record<string, unknown>;
    return { recorder, spec, container: containerOf(recorder) };
}

const nameOf = (recorder: ResourceRecorder, type: string) => at(recorder.get(type), "metadata.name");

describe("the pods of a CanaryApp", () => {
    it("run the app without privileges, with bounds and probes, and metrics on a separate port", async () => {
        const { spec } = await podOf(args.pod ?? {});
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
                    ports: [
                        { name: "http", containerPort: 8080, protocol: "TCP" },
                        { name: "metrics", containerPort: 9464, protocol: "TCP" },
                    ],
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

    it("have no field for unset args", async () => {
        const { spec, container } = await podOf({});
        assert.equal("volumes" in spec, false);
        assert.equal("env" in container, false);
        assert.equal("volumeMounts" in container, false);
    });

    it("take ports, paths and resources from the args", async () => {
        const resources = { requests: { cpu: "1", memory: "1Gi" } };
        const { container } = await podOf({
            port: 3000,
            metricsPort: 3001,
            readinessPath: "/up",
            livenessPath: "/alive",
            resources,
        });
        assert.deepEqual(container["ports"], [
            { name: "http", containerPort: 3000, protocol: "TCP" },
            { name: "metrics", containerPort: 3001, protocol: "TCP" },
        ]);
        assert.equal(at({ inputs: container }, "readinessProbe.httpGet.path"), "/up");
        assert.equal(at({ inputs: container }, "livenessProbe.httpGet.path"), "/alive");
        assert.deepEqual(container["resources"], resources);
    });

    it("have one port where metrics and requests share it, by one name everywhere", async () => {
        const clients = { ingressNamespace: "ingress-nginx", monitoringNamespace: "monitoring" };
        const { recorder, container } = await podOf({ metricsPort: 8080 }, { clients });
        assert.deepEqual(container["ports"], [{ name: "http", containerPort: 8080, protocol: "TCP" }]);
        assert.deepEqual(at(recorder.get(types.service, "ops-hardening-demo"), "spec.ports"), [
            { name: "metrics", port: 8080, targetPort: "http", protocol: "TCP" },
        ]);
        const rules = at(recorder.get(types.networkPolicy), "spec.ingress") as { ports: unknown }[];
        assert.deepEqual(
            rules.map(({ ports }) => ports),
            [[{ port: "http", protocol: "TCP" }], [{ port: "http", protocol: "TCP" }]],
        );
    });

    it("find files in the folder of the args, and roll when one changes", async () => {
        const { recorder, spec, container } = await podOf({ files: { "app.yaml": "a: 1" } });
        const configMap = nameOf(recorder, "kubernetes:core/v1:ConfigMap");
        assert.deepEqual(spec["volumes"], [{ name: "files", configMap: { name: configMap } }]);
        assert.deepEqual(container["volumeMounts"], [{ name: "files", mountPath: "/config", readOnly: true }]);
        const changed = await podOf({ files: { "app.yaml": "a: 2" }, filesPath: "/etc/app" });
        assert.notEqual(nameOf(changed.recorder, "kubernetes:core/v1:ConfigMap"), configMap);
        assert.deepEqual(changed.container["volumeMounts"], [{ name: "files", mountPath: "/etc/app", readOnly: true }]);
    });

    it("find secret files and secret variables, each in their place alone", async () => {
        const { recorder, spec, container } = await podOf({
            env: { PLAIN: "1" },
            secretFiles: { "tls.key": "KEY-CONTENT", "ca.pem": "CA-CONTENT" },
            secretEnv: { TOKEN: "TOKEN-CONTENT" },
        });
        const secretName = nameOf(recorder, "kubernetes:core/v1:Secret");
        assert.deepEqual(spec["volumes"], [
            {
                name: "secret-files",
                secret: {
                    secretName,
                    items: [
                        { key: "ca.pem", path: "ca.pem" },
                        { key: "tls.key", path: "tls.key" },
                    ],
                },
            },
        ]);
        assert.deepEqual(container["volumeMounts"], [{ name: "secret-files", mountPath: "/secrets", readOnly: true }]);
        assert.deepEqual(container["env"], [
            { name: "PLAIN", value: "1" },
            { name: "TOKEN", valueFrom: { secretKeyRef: { name: secretName, key: "TOKEN" } } },
        ]);
    });

    it("keep secret content out of the Rollout and out of the gate's inputs", async () => {
        const secret = "a-very-long-secret-content";
        const { recorder } = await podOf({ secretFiles: { key: secret }, secretEnv: { TOKEN: secret } });
        for (const type of [types.rollout, types.gate]) {
            assert.equal(JSON.stringify(recorder.get(type).inputs).includes(secret), false, type);
        }
    });

    it("mount the caller's volumes as they are", async () => {
        const { spec, container } = await podOf({
            volumes: [
                { name: "tmp", mountPath: "/tmp", emptyDir: {} },
                { name: "certs", mountPath: "/certs", subPath: "ca", readOnly: true, configMap: { name: "ca" } },
            ],
        });
        assert.deepEqual(spec["volumes"], [
            { name: "tmp", emptyDir: {} },
            { name: "certs", configMap: { name: "ca" } },
        ]);
        assert.deepEqual(container["volumeMounts"], [
            { name: "tmp", mountPath: "/tmp" },
            { name: "certs", mountPath: "/certs", subPath: "ca", readOnly: true },
        ]);
    });
});
