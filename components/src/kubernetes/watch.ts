import type { ClientRequest } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { unreachable, type KubernetesApi } from "./connection";
import type { Credentials } from "./credentials";
import { apiError, apiErrorCode, codeOfStatus, errorOf } from "./errors";

/** The part of an object that every watch needs. */
export interface WatchedObject {
    readonly metadata: {
        readonly name: string;
        readonly resourceVersion?: string;
        readonly labels?: Readonly<Record<string, string>>;
    };
}

/** Callbacks of a watch, all from one loop, in the order of the API server's writes. */
export interface WatchHandlers {
    /** The whole list: at the start, and `again` after an expired resourceVersion, when writes may have been missed. */
    onList(objects: WatchedObject[], again: boolean): void;
    onChange(type: "ADDED" | "MODIFIED" | "DELETED", object: WatchedObject): void;
    /** The watch was interrupted and is reconnecting. */
    onError(error: Error): void;
    /** The watch is connected again; missed changes, if any, follow. */
    onReconnect?(): void;
}

interface WatchEvent {
    readonly type: string;
    readonly object: WatchedObject & { readonly code?: number; readonly message?: string };
}

/** Shortest time until the server ends a watch; the longest is twice as long. */
const shortestSeconds = 240;

/**
 * Watches a collection until `signal` aborts: lists it, then watches from the list's resourceVersion. It resumes a
 * dropped connection from the last event, and lists again if the resourceVersion has expired (410).
 */
export async function watch(
    api: KubernetesApi,
    path: string,
    query: Record<string, string>,
    handlers: WatchHandlers,
    signal: AbortSignal,
): Promise<void> {
    let resourceVersion: string | undefined;
    let listed = false;
    let failures = 0;
    let renewed = false;
    let used: Credentials | undefined;
    let rejected: Credentials | undefined;
    while (!signal.aborted) {
        const startedAt = Date.now();
        try {
            if (resourceVersion === undefined) {
                const list = await readList(api, path, query);
                if (isAborted(signal)) {
                    return;
                }
                resourceVersion = list.resourceVersion;
                handlers.onList(list.items, listed);
                listed = true;
            }
            const again = failures > 0;
            const onAnswer = () => {
                if (again) {
                    handlers.onReconnect?.();
                }
            };
            used = await api.credentials(rejected);
            const attempt = { resourceVersion, credentials: used, onAnswer };
            for await (const event of events(api, path, query, attempt, signal)) {
                failures = 0;
                renewed = false;
                if (event.type === "ERROR") {
                    throw apiError(codeOfStatus(event.object.code ?? 500), event.object.message ?? "watch error");
                }
                resourceVersion = event.object.metadata.resourceVersion ?? resourceVersion;
                if (event.type === "ADDED" || event.type === "MODIFIED" || event.type === "DELETED") {
                    handlers.onChange(event.type, event.object);
                }
            }
            // The server ends every watch after timeoutSeconds. The delay avoids a tight loop if it ends one at once.
            if (Date.now() - startedAt < 1_000) {
                await sleep(100, undefined, { signal }).catch(() => undefined);
            } else {
                failures = 0;
                renewed = false;
            }
        } catch (error) {
            if (isAborted(signal)) {
                return;
            }
            // The token may have been rotated: the next attempt requests a new one.
            rejected = apiErrorCode(error) === "Unauthorized" ? used : undefined;
            if (apiErrorCode(error) === "Gone") {
                resourceVersion = undefined;
                // Until the next list, the known objects may be stale.
                handlers.onError(error as Error);
                failures = Math.max(1, failures);
                await sleep(100, undefined, { signal }).catch(() => undefined);
                continue;
            }
            if (rejected !== undefined && !renewed) {
                renewed = true;
                failures = Math.max(1, failures);
                continue;
            }
            handlers.onError(errorOf(error));
            failures += 1;
            const delayMs = Math.min(5_000, 100 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random() / 2);
            await sleep(delayMs, undefined, { signal }).catch(() => undefined);
        }
    }
}

/** Reads the objects of a collection, and the resourceVersion from which a watch of it goes on. */
export async function readList(
    api: KubernetesApi,
    path: string,
    query: Readonly<Record<string, string>>,
): Promise<{ readonly items: WatchedObject[]; readonly resourceVersion: string }> {
    const { metadata, items } = (await api.request({ method: "GET", path, query })) as {
        metadata: { resourceVersion: string };
        items?: WatchedObject[] | null;
    };
    return { items: items ?? [], resourceVersion: metadata.resourceVersion };
}

// A function, because the compiler would assume that the property has not changed since the last check.
function isAborted(signal: AbortSignal): boolean {
    return signal.aborted;
}

/** One connection of a watch. */
interface Attempt {
    readonly resourceVersion: string;
    readonly credentials: Credentials;
    readonly onAnswer: () => void;
}

async function* events(
    api: KubernetesApi,
    path: string,
    query: Record<string, string>,
    { resourceVersion, credentials, onAnswer }: Attempt,
    signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
    // An ES module, which CommonJS can only import dynamically.
    const { default: got } = await import("got");
    if (isAborted(signal)) {
        return;
    }
    // Not all watches of a gate at once.
    const seconds = Math.round(shortestSeconds * (1 + Math.random()));
    const search = new URLSearchParams({
        ...query,
        watch: "1",
        allowWatchBookmarks: "true",
        resourceVersion: resourceVersion,
        timeoutSeconds: String(seconds),
    });
    const stream = got.stream(`${api.server}${path}?${search.toString()}`, {
        headers: { ...credentials.headers, accept: "application/json" },
        agent: credentials.agent,
        throwHttpErrors: false,
        retry: { limit: 0 },
        // The server sends a bookmark every minute.
        timeout: { connect: 5_000, response: 15_000, socket: 120_000 },
    });
    // Notices within 25 s that the other side is gone; an agent has Node.js do so only on a socket that is used again.
    stream.once("request", (request: ClientRequest) => {
        request.once("socket", (socket) => socket.setKeepAlive(true, 15_000));
    });
    // On the response's headers, because a quiet collection's first event may take long.
    stream.once("response", ({ statusCode }: { statusCode: number }) => {
        if (statusCode < 400) {
            onAnswer();
        }
    });
    const stop = () => stream.destroy();
    signal.addEventListener("abort", stop, { once: true });
    let pending = "";
    const decoder = new TextDecoder();
    try {
        for await (const chunk of stream as AsyncIterable<Uint8Array>) {
            pending += decoder.decode(chunk, { stream: true });
            const lines = pending.split("\n");
            pending = lines.pop() ?? "";
            const status = stream.response?.statusCode ?? 200;
            if (status >= 400) {
                continue;
            }
            for (const line of lines) {
                if (line.trim() !== "") {
                    yield JSON.parse(line) as WatchEvent;
                }
            }
        }
        const status = stream.response?.statusCode ?? 200;
        if (status >= 400) {
            throw apiError(codeOfStatus(status), `watch of ${path}: ${status}`, status);
        }
    } catch (error) {
        throw apiErrorCode(error) === undefined ? unreachable(api.server, api.target, error) : error;
    } finally {
        signal.removeEventListener("abort", stop);
        stream.destroy();
    }
}
