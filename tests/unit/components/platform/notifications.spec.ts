import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { argoTriggers } from "../../../../components/src/kubernetes/argoNotifications";
import { argoRolloutsObjects } from "../../../../components/src/platform/argoRollouts";
import {
    type ArgoNotificationsArgs,
    argoNotificationProblems,
    notificationData,
} from "../../../../components/src/platform/notifications";
import { argoRolloutsRelease } from "./releases";

/** The release with its empty Secret. */
const objects = [
    ...argoRolloutsRelease,
    { apiVersion: "v1", kind: "Secret", metadata: { name: "argo-rollouts-notification-secret" } },
];

const all: ArgoNotificationsArgs = {
    slack: { token: { key: "slack-token" } },
    teams: { deploys: { key: "teams-deploys" } },
    webhooks: {
        receiver: {
            url: "http://receiver.shop:8080/rollouts",
            headers: [{ name: "Authorization", prefix: "Bearer ", secret: { key: "receiver-token" } }],
        },
        hidden: { url: { key: "hidden-url" } },
    },
};

/** Returns an entry of the configuration, parsed. */
const entry = (key: string, args = all) => JSON.parse(notificationData(args)[key] ?? "null") as unknown;

describe("the controller's notifications", () => {
    it("name keys of the Secret, and nothing of its content", () => {
        assert.deepEqual(entry("service.slack"), { token: "$slack-token" });
        assert.deepEqual(entry("service.teams-workflows"), { recipientUrls: { deploys: "$teams-deploys" } });
        const json = { name: "Content-Type", value: "application/json" };
        assert.deepEqual(entry("service.webhook.receiver"), {
            url: "http://receiver.shop:8080/rollouts",
            headers: [json, { name: "Authorization", value: "Bearer $receiver-token" }],
        });
        assert.deepEqual(entry("service.webhook.hidden"), { url: "$hidden-url", headers: [json] });
    });

    it("have a template for each event, with a body for each webhook", () => {
        for (const trigger of Object.keys(argoTriggers)) {
            const event = trigger.replace(/^on-/, "");
            assert.deepEqual(entry(`trigger.${trigger}`), [{ send: [event] }]);
            const template = entry(`template.${event}`) as {
                webhook: Record<string, { method: string; body: string }>;
            };
            assert.deepEqual(Object.keys(template.webhook), ["receiver", "hidden"]);
            const { method, body = "" } = template.webhook["receiver"] ?? {};
            assert.equal(method, "POST");
            // JSON once each action has become a value.
            const filled = JSON.parse(body.replaceAll(/\{\{.*?\}\}/g, "1")) as object;
            assert.deepEqual(filled, {
                ...{ event, namespace: 1, rollout: 1, image: 1, phase: 1, message: 1, podHash: 1, step: 1 },
            });
        }
        assert.deepEqual(Object.keys(entry("template.rollout-aborted", { slack: all.slack }) as object), ["message"]);
    });

    it("are a ConfigMap next to the release's Secret, which stays as others fill it", () => {
        const installed = argoRolloutsObjects(objects, { notifications: all });
        const named = (name: string) => installed.filter(({ metadata }) => metadata.name === name);
        const [configMap, ...more] = named("argo-rollouts-notification-configmap");
        assert.deepEqual(more, []);
        assert.equal(configMap?.metadata.namespace, "argo-rollouts");
        const secrets = named("argo-rollouts-notification-secret");
        assert.deepEqual(
            secrets.map((secret) => secret["stringData"]),
            [undefined],
        );
        assert.equal(argoRolloutsObjects(objects).length, installed.length - 1);
    });

    it("fill the Secret where its content is given, always as a secret", async () => {
        const secret = { "slack-token": "xoxb-1" };
        const installed = argoRolloutsObjects(objects, { notifications: { slack: all.slack, secret } });
        const [filled, ...more] = installed.filter(({ kind }) => kind === "Secret");
        assert.deepEqual(more, []);
        const data = filled?.["stringData"];
        assert.ok(pulumi.Output.isInstance(data));
        assert.equal(await pulumi.isSecret(data), true);
    });

    it("are rejected where the controller would not resolve them, without a secret in the message", () => {
        const wrong = {
            slack: { token: { key: "a.b" }, channel: "x" },
            teams: { a: "https://token" },
            webhooks: {
                "A b": { url: "http://a$b" },
                slack: { url: { key: "there" } },
                map: { url: "http://a", headers: { Authorization: "Bearer hidden" } },
                header: { url: "http://a", header: [], headers: [{ name: "Authorization", value: "hidden" }] },
                text: "http://a",
            },
            secret: { there: "hidden" },
            email: {},
        } as unknown as ArgoNotificationsArgs;
        const problems = argoNotificationProblems(wrong);
        assert.deepEqual(problems, [
            "the configuration has no field email",
            "slack has no field channel",
            'a secret must be { key } of letters, digits, - and _, got "a.b"',
            "a secret must be { key } of letters, digits, - and _, got nothing",
            `the name of webhook "A b" must be 22 letters, digits or - at most, and no other service's`,
            'the URL of webhook "A b" must be http or https, without credentials and $',
            `the name of webhook "slack" must be 22 letters, digits or - at most, and no other service's`,
            'headers of webhook "map" must be a list of { name, secret, prefix }',
            'webhook "header" has no field header',
            'a header of webhook "header" has no field value',
            "a secret must be { key } of letters, digits, - and _, got nothing",
            'webhook "text" must be { url, headers }',
        ]);
        assert.deepEqual(argoNotificationProblems({ slack: all.slack, secret: { other: "" } }), [
            "the secret has no key slack-token",
        ]);
        assert.deepEqual(argoNotificationProblems({ slack: 1 } as unknown as ArgoNotificationsArgs), [
            "slack must be { token: { key } }; teams, webhooks and secret must be maps",
        ]);
        for (const none of [{ slack: null }, { secret: null }]) {
            assert.equal(argoNotificationProblems(none as unknown as ArgoNotificationsArgs).length, 1);
        }
        const valued = { slack: { token: { key: "a", value: "hidden" } } } as unknown as ArgoNotificationsArgs;
        assert.deepEqual(argoNotificationProblems(valued), ["the secret a has no field value"]);
        assert.deepEqual(argoNotificationProblems(all), []);
        assert.throws(
            () => argoRolloutsObjects(objects, { notifications: wrong }),
            /the controller's notifications: the configuration has no field email; slack has/,
        );
    });
});
