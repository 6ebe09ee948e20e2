import { randomUUID } from "node:crypto";
import { messageOf } from "../cluster/prometheusRequest";
import type { Clock } from "../model/clock";
import type { GateWebhook } from "../model/notifications";
import type { Notification } from "./notification";
import { signedHeaders } from "./signature";

/** Sends notifications in their order, each until the receiver accepts or rejects it; at the end the last one first. */
export interface Delivery {
    /** Queues a notification; returns at once and never throws. */
    send(notification: Notification): void;
    /**
     * Tries what is left without further waits, first the last one, which has the whole evidence, and gives up after this
     * many milliseconds. Resolves to the reason why something was not delivered; undefined if nothing is left.
     */
    end(milliseconds: number): Promise<string | undefined>;
}

/** Sends one request; resolves to the status, or rejects without an answer. */
export type Post = (
    url: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
) => Promise<number>;

interface Queued {
    /** In the order of the events. */
    readonly number: number;
    readonly id: string;
    readonly type: Notification["type"];
    readonly body: string;
}

/** The first wait between two attempts, which doubles, and the longest one. */
const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Tries in the last seconds of a gate. */
const lastWaitMs = 250;

/** Creates the delivery to a webhook. `log` receives the first failure of an outage, its end, and each rejection. */
export function deliveryTo(
    { url, secret }: GateWebhook,
    { clock, log, post = postJson }: { clock: Clock; log: (text: string) => void; post?: Post },
): Delivery {
    const queue: Queued[] = [];
    const stop = new AbortController();
    let running: Promise<void> = Promise.resolve();
    let busy = false;
    let ending = false;
    let wake: () => void = () => undefined;
    let silence: string | undefined;
    const rejected: string[] = [];
    let sent = 0;
    const confidential = [url, secret, new URL(url).href, new URL(url).hostname];
    const redact = (text: string) => confidential.reduce((known, one) => known.replaceAll(one, "***"), text);

    /** Resolves to true once the receiver has accepted or rejected the message. */
    async function attempt({ id, type, body }: Queued): Promise<boolean> {
        let status: number;
        try {
            const signed = signedHeaders(secret, id, body, clock.now());
            status = await post(url, body, { ...signed, "content-type": "application/json" }, stop.signal);
        } catch (error) {
            return silent(redact(messageOf(error)));
        }
        if (status === 408 || status === 429 || status >= 500) {
            return silent(`it answers ${status}`);
        }
        if (silence !== undefined) {
            silence = undefined;
            log("the webhook answers again");
        }
        if (status < 200 || status > 299) {
            rejected.push(`${type}: it answers ${status}`);
            log(`warning: the webhook does not accept ${type}: it answers ${status}`);
        }
        return true;
    }

    function silent(reason: string): false {
        if (silence === undefined && !stop.signal.aborted) {
            log(`the webhook does not answer, retrying: ${reason}`);
        }
        silence = reason;
        return false;
    }

    async function run(): Promise<void> {
        let waitMs = firstWaitMs;
        for (let [next] = queue; next !== undefined && !stop.signal.aborted; [next] = queue) {
            if (await attempt(next)) {
                queue.shift();
                waitMs = firstWaitMs;
                continue;
            }
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            if (ending) {
                // One that the receiver cannot take keeps no other one from it.
                queue.push(...queue.splice(0, 1));
            }
            await clock.sleep(ending ? lastWaitMs : waitMs, woken);
            waitMs = Math.min(waitMs * 2, longestWaitMs);
        }
        busy = false;
    }

    return {
        send(notification) {
            const { type } = notification;
            queue.push({ number: sent++, id: `msg_${randomUUID()}`, type, body: JSON.stringify(notification) });
            if (!busy) {
                busy = true;
                running = run();
            }
        },
        async end(milliseconds) {
            ending = true;
            // Behind the one that is under way.
            queue.splice(1, 0, ...queue.splice(Math.max(1, queue.length - 1)));
            wake();
            await clock.sleep(milliseconds, running);
            stop.abort();
            wake();
            const left = [...queue].sort((a, b) => a.number - b.number);
            const reasons = left.map(({ type }) => `${type}: ${silence ?? "no answer in time"}`);
            return [...rejected, ...reasons].join("; ") || undefined;
        },
    };
}

/** Sends JSON with a limit of ten seconds. A redirect is no acceptance, so that the evidence goes to no other server. */
async function postJson(
    url: string,
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
): Promise<number> {
    // An ES module, which CommonJS can only import dynamically.
    const { default: got } = await import("got");
    const { statusCode } = await got.post(url, {
        ...{ body, headers: { ...headers }, signal, followRedirect: false, throwHttpErrors: false },
        retry: { limit: 0 },
        timeout: { connect: 5_000, request: 10_000 },
    });
    return statusCode;
}
