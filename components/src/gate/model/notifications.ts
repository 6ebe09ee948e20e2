import { isHttpUrl, isUnknown, type InputProblem } from "../../provider/inputs";

/** Receivers of a gate's notifications. `Text` is the type of a value that may come from another resource. */
export interface GateNotifications<Text = string> {
    /**
     * A receiver of the start, each step and the verdict of a rollout.
     * @default - none
     */
    readonly webhook?: GateWebhook<Text>;
}

/**
 * A receiver of signed requests, by Standard Webhooks. Both fields are secret: they are encrypted in the state, and no
 * message repeats them.
 */
export interface GateWebhook<Text = string> {
    /** The http or https URL, which the machine that runs the gate must reach. */
    readonly url: Text;
    /** The key of the signatures, of 24 characters or more; the bytes of `whsec_<base64>`, or of another text itself. */
    readonly secret: Text;
}

const leastLength = 24;

/** Returns all problems of an input `notifications`, which may be absent, without its values. Unknown ones are not checked. */
export function notificationProblems(notifications: unknown): InputProblem[] {
    const receivers = partsOf(notifications);
    if (notifications === undefined || isUnknown(notifications)) {
        return [];
    }
    if (receivers === undefined) {
        return [{ property: "notifications", message: "must be { webhook: { url, secret } }" }];
    }
    const property = "notifications.webhook";
    const { webhook } = receivers;
    const parts = partsOf(webhook);
    if (webhook === undefined || isUnknown(webhook)) {
        return [];
    }
    if (parts === undefined) {
        return [{ property, message: "must be { url, secret }" }];
    }
    const { url, secret } = parts;
    return [
        ...(isUnknown(url) || isHttpUrl(url)
            ? []
            : [{ property: `${property}.url`, message: "must be an http or https URL without credentials" }]),
        ...(isUnknown(secret) || (typeof secret === "string" && secret.length >= leastLength)
            ? []
            : [{ property: `${property}.secret`, message: `must be a text of ${leastLength} characters or more` }]),
    ];
}

function partsOf(value: unknown): Readonly<Record<string, unknown>> | undefined {
    return typeof value === "object" && value !== null && !Array.isArray(value)
        ? (value as Readonly<Record<string, unknown>>)
        : undefined;
}
