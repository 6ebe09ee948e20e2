import assert from "node:assert/strict";
import { gateFailureOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { canaryIngress, writtenWeights } from "../support/e2e/auditLog";
import { onlyAnswers } from "../support/e2e/ingressClient";
import { appOf } from "./support/app";
import { allowController, denyController, selectStable } from "./support/deniedController";
import { meddledUpdate } from "./support/meddledUpdate";
import { environment, imageOf } from "./support/environment";
import { assertFailed } from "./support/pulumiRuns";

const steps = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

describe("traffic that another client changes", function () {
    this.timeout("15m");
    const app = appOf("meddling");

    it("aborts the rollout and names the objects", async () => {
        await app.deploy("v1");
        const { ingressUrl } = await environment();
        const foreign = {
            apiVersion: "networking.k8s.io/v1",
            kind: "Ingress",
            metadata: {
                name: "intruder",
                namespace: app.namespace,
                annotations: {
                    "nginx.ingress.kubernetes.io/canary": "true",
                    "nginx.ingress.kubernetes.io/canary-weight": "1",
                },
            },
            spec: {
                ingressClassName: "nginx",
                rules: [
                    {
                        host: app.host,
                        http: {
                            paths: [
                                {
                                    path: "/",
                                    pathType: "Prefix",
                                    backend: { service: { name: `${app.name}-canary`, port: { number: 80 } } },
                                },
                            ],
                        },
                    },
                ],
            },
        };
        const { target } = await environment();
        const run = await meddledUpdate((onLine) => app.up("v2", steps, onLine), {
            inPause: () => target.kubectl.apply([foreign]),
            atAbort: () => app.kubectl("delete", "ingress", "intruder"),
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /aborted .*at step 1\/3 \(setWeight 50\): .*intruder.*e2e-meddling-e2e-meddling-canary.*; traffic is back on stable \(canary weight 0\)/,
        );
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });

    it("aborts the rollout when the controller may not take it back: a weight, and a Service's selector", async () => {
        const ingress = canaryIngress(app.name);
        const weight = "nginx.ingress.kubernetes.io/canary-weight";
        const group = "networking.k8s.io";
        const changes = [
            {
                env: { TRY: "1" },
                make: async () => {
                    await denyController(app, { apiGroup: group, resource: "ingresses", name: ingress });
                    await app.kubectl("annotate", "ingress", ingress, "--overwrite", `${weight}=90`);
                },
                found: new RegExp(`Ingress ${ingress} has canary weight 90, must be 50`),
            },
            {
                env: { TRY: "2" },
                make: () => selectStable(app),
                found: new RegExp(`Service ${app.name}-canary selects`),
            },
        ];
        const { ingressUrl } = await environment();
        for (const { env, make: inPause, found } of changes) {
            const meddling = { inPause, atAbort: () => allowController(app) };
            const run = await meddledUpdate((onLine) => app.up("v2", { ...steps, env }, onLine), meddling).finally(() =>
                allowController(app),
            );
            assertFailed(run);
            const failure = gateFailureOf(run.output) ?? run.output;
            assert.match(failure, found);
            assert.match(failure, /aborted .*at step 1\/3 .*; traffic is back on stable \(canary weight 0\)/);
            await onlyAnswers(ingressUrl, app.host, "v1", 50);
        }
    });

    it("is not touched when another client rolls out another version, which replaces the canary", async () => {
        const { target } = await environment();
        const image = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v2") };
        const started = Date.now();
        const patch = JSON.stringify([image]);
        const run = await meddledUpdate((onLine) => app.up("v3", steps, onLine), {
            inPause: () => app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${patch}`),
        });
        assertFailed(run);
        assert.match(
            gateFailureOf(run.output) ?? run.output,
            /superseded at step 1\/3 \(setWeight 50\): its pod template or strategy is another one \(image .*:v2\); /,
        );
        await poll("the old canary's pods to go", 120, async () => {
            const pods = (await app.list("pods")) as unknown as { spec: { containers: { image: string }[] } }[];
            return !pods.some(({ spec }) => spec.containers[0]?.image === imageOf("v3")) || undefined;
        });
        if (target.auditLog !== undefined) {
            const written = writtenWeights(target.auditLog, app.namespace, canaryIngress(app.name), started);
            assert.deepEqual(
                written.slice(0, 3).map(({ weight }) => weight),
                [50, 0, 50],
            );
        }
    });
});
