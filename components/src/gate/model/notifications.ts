import { isHttpUrl, type InputProblem } from "../../provider/inputs";
import { object, optional, text } from "./nestedChecks";

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

/** The shortest key that Standard Webhooks allows, in bytes. */
const leastLength = 24;
const encoded = "whsec_";

/** Checks an input `notifications`, which may be absent. */
const receivers = optional(
    object("{ webhook: { url, secret } }", {
        webhook: optional(
            object("{ url, secret }", {
                url: text(isHttpUrl, "an http or https URL without credentials"),
                secret: text(
                    isKey,
                    `a text of ${leastLength} characters or more, or ${encoded} and the base64 of ${leastLength} bytes or more`,
                ),
            }),
        ),
    }),
);

/** Returns all problems of an input `notifications`, without its values. */
export function notificationProblems(notifications: unknown): InputProblem[] {
    return receivers(notifications, "notifications");
}

function isKey(secret: string): boolean {
    if (!secret.startsWith(encoded)) {
        return secret.length >= leastLength;
    }
    const base64 = secret.slice(encoded.length);
    const bytes = Buffer.from(base64, "base64");
    return bytes.length >= leastLength && bytes.toString("base64").replace(/=+$/, "") === base64.replace(/=+$/, "");
}
