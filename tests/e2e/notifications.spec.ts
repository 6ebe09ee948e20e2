import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { Evidence } from "../../components/src/gate";
import { type ArgoNotificationsArgs, notificationData } from "../../components/src/platform/notifications";
import { poll } from "../../scripts/local/poll";
import { isSigned, Receiver } from "../support/notifications/receiver";
import { notificationSchemaProblems } from "../support/report/schema";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";
import { assertFailed, assertSucceeded } from "./support/pulumiRuns";
import { assertSmallDynamicResources } from "./support/stateSizes";

const settings = {
    steps: [
        { setWeight: 25 },
        { pause: { duration: "20s" } },
        { setWeight: 50 },
        { pause: { duration: "20s" } },
        { setWeight: 100 },
    ],
    initialDelay: "2s",
    interval: "5s",
    consecutiveErrorLimit: "1",
};

const slow = { env: { FAULT_LATENCY_MS: "200-800" } };

/** A receiver of JSON in the cluster: prints each request's Authorization and body as a line. */
const receiverCode = `require("node:http").createServer((request, response) => {
    let body = "";
    request.on("data", (part) => (body += part));
    request.on("end", () => { console.log(JSON.stringify({ authorization: request.headers.authorization, body })); response.end(); });
}).listen(8080)`;

describe("notifications", function () {
    this.timeout("15m");

    describe("of the gate", () => {
        const app = appOf("webhook");
        const secret = `whsec_${randomBytes(32).toString("base64")}`;
        const key = Buffer.from(secret.slice("whsec_".length), "base64");
        let receiver: Receiver;
        before(async () => {
            receiver = await Receiver.start();
        });
        after(() => receiver.stop());

        const withWebhook = async () => {
            const stack = await app.stack();
            const webhook = { url: await stack.encrypted(receiver.url), secret: await stack.encrypted(secret) };
            return { ...settings, webhook };
        };

        it("arrive in order from a receiver that was away, signed, and change nothing about the rollout", async () => {
            await app.deploy("v1", settings);
            const given = await withWebhook();
            let away = false;
            const run = await app.up("v2", given, (line) => {
                // Away from the first weight on, back at the second one.
                if (!away && line.includes("Canary:  25%")) {
                    away = true;
                    void receiver.stop();
                } else if (away && line.includes("Canary:  50%")) {
                    away = false;
                    void receiver.listen();
                }
            });
            assertSucceeded(run);
            assert.match(run.output, /Note: the webhook does not answer, retrying: /);
            assert.match(run.output, /Note: the webhook answers again/);
            const types = receiver.accepted.map(({ type }) => type);
            assert.deepEqual([types[0], types.at(-1)], ["rollout.started", "rollout.verdict"]);
            const steps = receiver.accepted.flatMap(({ type, data }) =>
                type === "rollout.verdict" ? [] : (data.position?.step ?? []),
            );
            assert.deepEqual(
                steps,
                [...steps].sort((a, b) => a - b),
            );
            assert.ok(steps.includes(1) && steps.includes(3), steps.join());
            for (const request of receiver.requests) {
                assert.deepEqual(notificationSchemaProblems(request.notification), []);
                assert.ok(isSigned(request, key));
            }
            const { evidence, outcome } = await app.outputs();
            const end = receiver.accepted.at(-1);
            assert.equal(end?.data.verdict?.outcome, outcome);
            const measured = ({ measurements, shares, answers, weights }: Evidence) => ({
                ...{ measurements, shares, answers, weights },
            });
            assert.deepEqual(measured(end?.data.evidence ?? {}), measured(evidence as Evidence));
        });

        it("are in neither the state nor the output in plain text, and leave the state small", async () => {
            const stack = await app.stack();
            const state = await stack.state();
            const text = JSON.stringify(state);
            assert.doesNotMatch(text, /hook\/token-1/);
            assert.ok(!text.includes(secret));
            assertSmallDynamicResources(state);
        });

        it("do not hold up the abort of a bad version while the receiver is away", async () => {
            const given = await withWebhook();
            await receiver.stop();
            const before = receiver.requests.length;
            const run = await app.up("v3", { ...given, ...slow });
            assertFailed(run);
            assert.match(run.output, /aborted/);
            assert.match(run.output, /Note: the webhook did not get rollout\.started: .*; rollout\.verdict: /);
            assert.equal(receiver.requests.length, before);
            const lines = run.lines.flatMap(({ text, at }) =>
                /Note: (aborting|the webhook did not)/.test(text) ? [at] : [],
            );
            const [aborted = 0, gaveUp = 0] = [lines[0], lines.at(-1)];
            assert.ok(gaveUp > aborted, run.output);
            assert.ok(!run.output.includes("token-1") && !run.output.includes(secret));
        });
    });

    describe("of Argo's controller", () => {
        const app = appOf("argo-notifications");
        const name = "receiver";
        const token = randomBytes(16).toString("hex");
        const configMap = "argo-rollouts-notification-configmap";
        const secretName = "argo-rollouts-notification-secret";
        const kubectl = async (...args: string[]) => (await environment()).target.kubectl.run(args);
        const apply = async (object: object) => (await environment()).target.kubectl.apply([object]);
        after("remove the configuration", async () => {
            await kubectl("delete", "configmap", configMap, "--namespace=argo-rollouts", "--ignore-not-found");
            const nothing = JSON.stringify({ data: { "receiver-token": null } });
            await kubectl(
                "patch",
                "secret",
                secretName,
                "--namespace=argo-rollouts",
                "--type=merge",
                `--patch=${nothing}`,
            );
        });

        /** The bodies that the receiver has got since its pod's start. */
        const received = async () => {
            const text = await app.kubectl("logs", `deployment/${name}`);
            return text
                .split("\n")
                .filter((line) => line.startsWith("{"))
                .map((line) => {
                    const { authorization, body } = JSON.parse(line) as { authorization: string; body: string };
                    return { authorization, fields: JSON.parse(body) as Readonly<Record<string, unknown>> };
                });
        };

        it("reach a receiver that a Rollout subscribes to, with a token by reference", async () => {
            await app.deploy("v1", settings);
            const labels = { app: name };
            const security = {
                ...{ runAsNonRoot: true, runAsUser: 1000, allowPrivilegeEscalation: false },
                ...{ capabilities: { drop: ["ALL"] }, seccompProfile: { type: "RuntimeDefault" } },
            };
            const container = {
                ...{ name, image: imageOf("v1"), imagePullPolicy: "IfNotPresent", securityContext: security },
                command: ["node", "-e", receiverCode],
                readinessProbe: { tcpSocket: { port: 8080 }, periodSeconds: 1 },
            };
            const metadata = { name, namespace: app.namespace };
            await apply({
                ...{ apiVersion: "apps/v1", kind: "Deployment", metadata },
                spec: {
                    selector: { matchLabels: labels },
                    template: { metadata: { labels }, spec: { containers: [container] } },
                },
            });
            await apply({
                apiVersion: "v1",
                kind: "Service",
                metadata,
                spec: { selector: labels, ports: [{ port: 8080 }] },
            });
            await app.kubectl("rollout", "status", `deployment/${name}`, "--timeout=60s");
            const notifications: ArgoNotificationsArgs = {
                webhooks: {
                    [name]: {
                        url: `http://${name}.${app.namespace}:8080`,
                        headers: [{ name: "Authorization", prefix: "Bearer ", secret: { key: "receiver-token" } }],
                    },
                },
            };
            const data = notificationData(notifications);
            await apply({
                ...{ apiVersion: "v1", kind: "ConfigMap", data },
                metadata: { name: configMap, namespace: "argo-rollouts" },
            });
            const patch = JSON.stringify({ stringData: { "receiver-token": token } });
            await kubectl(
                "patch",
                "secret",
                secretName,
                "--namespace=argo-rollouts",
                "--type=merge",
                `--patch=${patch}`,
            );

            const argoNotifications = [
                { on: ["on-rollout-updated", "on-rollout-step-completed", "on-rollout-completed"], service: name },
            ];
            assertSucceeded(await app.up("v2", { ...settings, argoNotifications }));
            const all = await poll("the controller's notifications", 60, async () => {
                const found = await received();
                return found.some(({ fields }) => fields["event"] === "rollout-completed") ? found : undefined;
            });
            const events = new Set(all.map(({ fields }) => fields["event"]));
            assert.deepEqual([...events].sort(), ["rollout-completed", "rollout-step-completed", "rollout-updated"]);
            for (const one of all) {
                assert.equal(one.authorization, `Bearer ${token}`);
                assert.deepEqual([one.fields["namespace"], one.fields["rollout"]], [app.namespace, app.name]);
            }
            assert.equal(all.at(-1)?.fields["image"], imageOf("v2"));
        });

        it("come again from a receiver that was away, and the rollout does not wait for them", async () => {
            await app.kubectl("scale", `deployment/${name}`, "--replicas=0");
            await app.kubectl("wait", "pod", `--selector=app=${name}`, "--for=delete", "--timeout=60s");
            const argoNotifications = [{ on: ["on-rollout-aborted"], service: name }];
            let back: Promise<unknown> = Promise.resolve();
            const run = await app.up("v3", { ...settings, ...slow, argoNotifications }, (line) => {
                if (line.includes("Canary:  25%")) {
                    back = app.kubectl("scale", `deployment/${name}`, "--replicas=1");
                }
            });
            await back;
            assertFailed(run);
            await poll(
                "the controller's notification of the abort",
                60,
                async () => (await received()).some(({ fields }) => fields["event"] === "rollout-aborted") || undefined,
            );
        });
    });
});
