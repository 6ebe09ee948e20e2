import * as pulumi from "@pulumi/pulumi";
import {
    argoServices,
    argoTriggers,
    isServiceName,
    notificationConfigMap,
    notificationSecret,
} from "../kubernetes/argoNotifications";
import { isHttpUrl, shown } from "../provider/inputs";
import type { KubernetesObject } from "./release/readManifest";

/** A key of the Secret `argo-rollouts-notification-secret` in the controller's namespace. */
export interface NotificationKey {
    readonly key: string;
}

/**
 * Services of the Argo Rollouts controller's own notifications. The configuration names keys of the Secret
 * `argo-rollouts-notification-secret` and holds no content of it.
 */
export interface ArgoNotificationsArgs {
    /**
     * The token of a Slack app.
     * @default - none
     */
    readonly slack?: { readonly token: NotificationKey };
    /**
     * URLs of Teams' workflows (Power Automate), by the name of the recipient in a subscription.
     * @default - none
     */
    readonly teams?: Readonly<Record<string, NotificationKey>>;
    /**
     * Receivers of JSON, by their name in a subscription.
     * @default - none
     */
    readonly webhooks?: Readonly<Record<string, ArgoWebhook>>;
    /**
     * The content of the Secret, by key: always encrypted in the state. Without it the Secret stays as others fill it, for
     * example by External Secrets.
     * @default - none
     */
    readonly secret?: Readonly<Record<string, pulumi.Input<string>>>;
}

/** A receiver of JSON from the controller: repeated three times within some seconds, and not signed. */
export interface ArgoWebhook {
    /** The URL, which the controller must reach: in plain text or, if it holds a token, a key. */
    readonly url: string | NotificationKey;
    /**
     * Headers of each request, with a value in the Secret after a prefix such as `Bearer `.
     * @default []
     */
    readonly headers?: readonly { readonly name: string; readonly secret: NotificationKey; readonly prefix?: string }[];
}

/** Returns a manifest's objects with the configuration of notifications. */
export function withNotifications(
    objects: readonly KubernetesObject[],
    namespace: string,
    notifications: ArgoNotificationsArgs | undefined,
): KubernetesObject[] {
    if (notifications === undefined) {
        return [...objects];
    }
    const problems = argoNotificationProblems(notifications);
    if (problems.length > 0) {
        throw new Error(`the controller's notifications: ${problems.join("; ")}`);
    }
    const { secret } = notifications;
    const named = (name: string) => ({ apiVersion: "v1", metadata: { name, namespace } });
    // The release has an empty one.
    const others = objects.filter(
        ({ kind, metadata }) => secret === undefined || kind !== "Secret" || metadata.name !== notificationSecret,
    );
    return [
        ...others,
        ...(secret === undefined
            ? []
            : [{ ...named(notificationSecret), kind: "Secret", type: "Opaque", stringData: pulumi.secret(secret) }]),
        { ...named(notificationConfigMap), kind: "ConfigMap", data: notificationData(notifications) },
    ];
}

/** Returns the controller's configuration: its services, and a template for each trigger. */
export function notificationData({ slack, teams = {}, webhooks = {} }: ArgoNotificationsArgs): Record<string, string> {
    const names = Object.keys(webhooks);
    const services: Record<string, unknown> = {
        ...(slack && { [`service.${argoServices.slack}`]: { token: reference(slack.token) } }),
        ...(Object.keys(teams).length > 0 && {
            [`service.${argoServices.teams}`]: {
                recipientUrls: Object.fromEntries(Object.entries(teams).map(([name, key]) => [name, reference(key)])),
            },
        }),
        ...Object.fromEntries(
            Object.entries(webhooks).map(([name, { url, headers = [] }]) => [
                `service.webhook.${name}`,
                {
                    url: typeof url === "string" ? url : reference(url),
                    headers: [
                        { name: "Content-Type", value: "application/json" },
                        ...headers.map(({ prefix = "", ...one }) => ({
                            name: one.name,
                            value: `${prefix}${reference(one.secret)}`,
                        })),
                    ],
                },
            ]),
        ),
    };
    const events = Object.entries(argoTriggers).flatMap(([trigger, sentence]) => {
        const event = trigger.replace(/^on-/, "");
        const webhook = Object.fromEntries(names.map((name) => [name, { method: "POST", body: bodyOf(event) }]));
        const template = {
            message: `Rollout {{.rollout.metadata.namespace}}/{{.rollout.metadata.name}} ${sentence}{{with .rollout.status.message}}: {{.}}{{end}}`,
            ...(names.length > 0 && { webhook }),
        };
        return [
            [`template.${event}`, template],
            [`trigger.${trigger}`, [{ send: [event] }]],
        ] as const;
    });
    // JSON is YAML.
    return Object.fromEntries(
        [...Object.entries(services), ...events].map(([key, value]) => [key, JSON.stringify(value)]),
    );
}

/** Returns the body of a webhook's request as a template. */
function bodyOf(event: string): string {
    const status = ".rollout.status";
    const fields = {
        event: JSON.stringify(event),
        namespace: "{{.rollout.metadata.namespace | toJson}}",
        rollout: "{{.rollout.metadata.name | toJson}}",
        image: "{{(index .rollout.spec.template.spec.containers 0).image | toJson}}",
        phase: `{{${status}.phase | toJson}}`,
        message: `{{${status}.message | toJson}}`,
        podHash: `{{${status}.currentPodHash | toJson}}`,
        step: `{{${status}.currentStepIndex | toJson}}`,
    };
    return `{${Object.entries(fields)
        .map(([name, value]) => `${JSON.stringify(name)}:${value}`)
        .join(",")}}`;
}

/** Returns all problems of a configuration, which may have any shape. */
export function argoNotificationProblems(notifications: ArgoNotificationsArgs): string[] {
    const { slack, teams = {}, webhooks = {}, secret, ...unknown } = notifications;
    if (![slack === undefined ? {} : slack, teams, webhooks, secret === undefined ? {} : secret].every(isMap)) {
        return ["slack must be { token: { key } }; teams, webhooks and secret must be maps"];
    }
    const { token, ...unknownOfSlack } = slack ?? { token: undefined };
    return [
        ...unknownFields(unknown, "the configuration"),
        ...unknownFields(unknownOfSlack, "slack"),
        ...(slack === undefined ? [] : secretProblems(token, secret)),
        ...Object.values(teams).flatMap((reference) => secretProblems(reference, secret)),
        ...Object.entries(webhooks).flatMap(([name, webhook]) => webhookProblems(name, webhook, secret)),
    ];
}

function webhookProblems(name: string, webhook: unknown, secret: ArgoNotificationsArgs["secret"]): string[] {
    const named = `webhook ${JSON.stringify(name)}`;
    if (!isMap(webhook)) {
        return [`${named} must be { url, headers }`];
    }
    const { url, headers = [], ...unknown } = webhook;
    const taken: readonly string[] = Object.values(argoServices);
    return [
        ...(isServiceName(name) && !taken.includes(name)
            ? []
            : [`the name of ${named} must be 22 letters, digits or - at most, and no other service's`]),
        ...unknownFields(unknown, named),
        ...(typeof url === "string"
            ? isHttpUrl(url) && !url.includes("$")
                ? []
                : [`the URL of ${named} must be http or https, without credentials and $`]
            : secretProblems(url, secret)),
        ...(Array.isArray(headers) ? headers : [undefined]).flatMap((header: unknown) => {
            const { name: key, secret: value, prefix = "", ...more } = isMap(header) ? header : {};
            return typeof key !== "string" || typeof prefix !== "string"
                ? [`headers of ${named} must be a list of { name, secret, prefix }`]
                : [...unknownFields(more, `a header of ${named}`), ...secretProblems(value, secret)];
        }),
    ];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unknownFields(unknown: object, of: string): string[] {
    return Object.keys(unknown).map((field) => `${of} has no field ${field}`);
}

/** Finds a reference that the controller would not resolve. */
function secretProblems(reference: unknown, secret: ArgoNotificationsArgs["secret"]): string[] {
    const { key, ...unknown } = isMap(reference) ? reference : {};
    if (typeof key !== "string" || !/^[\w-]+$/.test(key)) {
        return [`a secret must be { key } of letters, digits, - and _, got ${shown(key)}`];
    }
    const others = unknownFields(unknown, `the secret ${key}`);
    return secret === undefined || Object.hasOwn(secret, key) ? others : [...others, `the secret has no key ${key}`];
}

function reference({ key }: NotificationKey): string {
    return `$${key}`;
}
