import assert from "node:assert/strict";
import { refusalOf } from "../../scripts/local/gateOutput";
import { poll } from "../../scripts/local/poll";
import { canaryIngress, writtenWeights } from "../support/auditLog";
import { onlyAnswers } from "../support/ingressClient";
import { App, assertFailed, assertSucceeded, environment, imageOf } from "./environment";

const steps = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

describe("a version that does not come up", function () {
    this.timeout("15m");
    const app = new App("broken");

    async function refused(version: string, settings: Record<string, unknown>): Promise<string> {
        const run = await app.up(version, { ...steps, ...settings });
        assertFailed(run);
        const { ingressUrl } = await environment();
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
        return refusalOf(run.output) ?? run.output;
    }

    it("because it crashes: the reason and its last words are in the error, stable serves", async () => {
        await app.deploy("v1");
        const text = await refused("v2", { env: { FAULT_ERROR_RATE: "bananas" } });
        assert.match(text, /^rollout e2e-broken\/e2e-broken aborted at step 0\/3/);
        assert.match(
            text,
            /is in CrashLoopBackOff \(exit code 2\); its last lines?: .*FAULT_ERROR_RATE="bananas".*; fix the cause/,
        );
    });

    it("because its image is missing", async () => {
        const text = await refused("v404", {});
        assert.match(text, /(ImagePullBackOff|ErrImagePull).*v404/);
    });

    it("because no node takes its pods", async () => {
        const { target } = await environment();
        const node = await target.kubectl.run(["get", "nodes", "--output=jsonpath={.items[0].metadata.name}"]);
        await target.kubectl.run(["cordon", node]);
        try {
            assert.match(await refused("v2", {}), /Unschedulable.*unschedulable/);
        } finally {
            await target.kubectl.run(["uncordon", node]);
        }
    });

    it("and is followed by a good one, whose pause is longer than the progress deadline", async () => {
        await app.settled();
        // Other steps than before: the same ones would be the aborted try, which nobody asks for again.
        const longer = [{ setWeight: 50 }, { pause: { duration: "50s" } }, { setWeight: 100 }];
        const run = await app.up("v2", { ...steps, steps: longer });
        assertSucceeded(run);
        const { stack } = await environment();
        assert.equal((await stack.outputs())["outcome"], "Promoted");
    });
});

describe("a rollout whose ground is missing", function () {
    this.timeout("15m");
    const app = new App("ground");

    it("is reported with the controller's own words, and with what the next pulumi up needs", async () => {
        await app.deploy("v1");
        await app.kubectl("delete", "ingress", app.name);
        const run = await app.up("v2", steps);
        assertFailed(run);
        assert.match(
            refusalOf(run.output) ?? run.output,
            /^rollout e2e-ground\/e2e-ground has an invalid spec: .*e2e-ground.*not found/,
        );
        const { stack } = await environment();
        assertSucceeded(await stack.refresh());
    });

    it("is reported when no controller looks at it", async () => {
        const { target } = await environment();
        const scale = (replicas: number) =>
            target.kubectl.run(["scale", "deployment/argo-rollouts", "-n=argo-rollouts", `--replicas=${replicas}`]);
        await scale(0);
        await target.kubectl.run([
            ...["wait", "pods", "--for=delete", "--namespace=argo-rollouts", "--timeout=60s"],
            "--selector=app.kubernetes.io/name=argo-rollouts",
        ]);
        try {
            const run = await app.up("v3", steps);
            assertFailed(run);
            assert.match(
                refusalOf(run.output) ?? run.output,
                /is not looked at by any controller: generation \d+ was not observed \(\d+ was\)/,
            );
        } finally {
            await scale(1);
        }
    });
});

describe("traffic that somebody meddles with", function () {
    this.timeout("15m");
    const app = new App("meddled");

    it("aborts the rollout and names object, found and expected", async () => {
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
        let meddled: Promise<unknown> | undefined;
        let undone: Promise<unknown> | undefined;
        const run = await app.up("v2", steps, (line) => {
            if (line.includes("Paused")) {
                meddled ??= target.kubectl.apply([foreign]);
            }
            if (line.includes("aborting at step")) {
                undone ??= app.kubectl("delete", "ingress", "intruder");
            }
        });
        await meddled;
        await undone;
        assertFailed(run);
        assert.match(
            refusalOf(run.output) ?? run.output,
            /was aborted by this gate at step 1\/3 \(setWeight 50\): Ingress intruder is a canary of the same host, must not be there beside e2e-meddled-e2e-meddled-canary; traffic is back on stable \(canary weight 0\)/,
        );
        await onlyAnswers(ingressUrl, app.host, "v1", 50);
    });

    it("is left alone when somebody rolls out another version, which takes the canary's place", async () => {
        const { target } = await environment();
        // Pods of v2 that are still there would answer at once, without a weight of 0 in between.
        await app.settled();
        const image = { op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf("v2") };
        const started = Date.now();
        let replaced: Promise<unknown> | undefined;
        const run = await app.up("v3", steps, (line) => {
            if (line.includes("Paused")) {
                const patch = JSON.stringify([image]);
                replaced ??= app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${patch}`);
            }
        });
        await replaced;
        assertFailed(run);
        assert.match(
            refusalOf(run.output) ?? run.output,
            /was superseded at step 1\/3 \(setWeight 50\): .*; somebody else changed it, and this gate left it alone/,
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
