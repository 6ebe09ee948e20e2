import { createHmac } from "node:crypto";

const prefix = "whsec_";

/**
 * Returns the headers of a signed request, by Standard Webhooks (github.com/standard-webhooks/standard-webhooks): an
 * HMAC-SHA256 over the message's id, the time of the attempt and the body.
 *
 * @param at the time of the attempt, in milliseconds since the epoch
 */
export function signedHeaders(secret: string, id: string, body: string, at: number): Record<string, string> {
    const key = secret.startsWith(prefix) ? Buffer.from(secret.slice(prefix.length), "base64") : secret;
    const timestamp = String(Math.floor(at / 1000));
    const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
    return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
