import assert from "node:assert/strict";
import { appOf } from "./support/app";
import { imageOf } from "./support/environment";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

const restricted = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
};

/** Another process of the demo service next to it, on other ports, and a change of the app's container. */
const settingsOf = (appName: string) => ({
    steps: [{ setWeight: 50 }, { pause: { duration: "25s" } }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
    monitor: { kind: "PodMonitor", labels: { release: "canary" } },
    podTemplate: {
        metadata: { labels: { team: "payments" }, annotations: { "example.com/owner": "payments" } },
        spec: {
            terminationGracePeriodSeconds: 20,
            containers: [
                {
                    name: appName,
                    startupProbe: {
                        httpGet: { path: "/readyz", port: "http" },
                        periodSeconds: 1,
                        failureThreshold: 60,
                    },
                },
                {
                    name: "sidecar",
                    image: imageOf("v1"),
                    env: [
                        { name: "PORT", value: "8081" },
                        { name: "METRICS_PORT", value: "9465" },
                    ],
                    ports: [{ name: "sidecar", containerPort: 8081, protocol: "TCP" }],
                    readinessProbe: { httpGet: { path: "/readyz", port: "sidecar" } },
                    resources: { requests: { cpu: "10m", memory: "64Mi" }, limits: { cpu: "500m", memory: "256Mi" } },
                    securityContext: restricted,
                },
            ],
        },
    },
});

describe("a pod template and a PodMonitor", function () {
    this.timeout("15m");
    const app = appOf("pod-template");

    it("are canaried with the app, and the next update has nothing to do", async () => {
        const settings = settingsOf(app.name);
        await app.deploy("v1", settings);
        assertSucceeded(await app.up("v2", settings));
        const { outcome, image } = await app.outputs();
        assert.equal(outcome, "Promoted");
        assert.match(String(image), /:v2$/);
        const pods = (await app.list("pods")) as unknown as {
            metadata: { labels: Record<string, string> };
            spec: { containers: { name: string }[] };
        }[];
        const served = pods.filter(({ metadata }) => metadata.labels["app.kubernetes.io/name"] === app.name);
        assert.ok(served.length > 0);
        for (const { metadata, spec } of served) {
            assert.equal(metadata.labels["team"], "payments");
            assert.deepEqual(
                spec.containers.map(({ name }) => name),
                [app.name, "sidecar"],
            );
        }
        assert.deepEqual(await app.list("servicemonitors"), []);
        await assertNothingToDo(await app.stack());
    });
});
