import { setTimeout as sleep } from "node:timers/promises";
import { unreachable, type Credentials, type KubernetesApi } from "./connection";
import { apiError, apiErrorCode, codeOfStatus } from "./errors";

/** The part of an object that every watch needs. */
export interface WatchedObject {
    readonly metadata: { readonly name: string; readonly resourceVersion?: string };
}

/** Where a watch reports: objects from one loop, in the order in which the API server wrote. */
export interface WatchHandlers {
    /** The whole list: at the start, and again when the server had forgotten our resourceVersion (then writes may be missed). */
    onList(objects: WatchedObject[], again: boolean): void;
    onChange(type: "ADDED" | "MODIFIED" | "DELETED", object: WatchedObject): void;
    /** The watch was interrupted and is being taken up again. */
    onError(error: Error): void;
    /** It has been taken up again; what was missed, if anything, comes next. */
    onReconnect?(): void;
}

interface WatchEvent {
    readonly type: string;
    readonly object: WatchedObject & { readonly code?: number; readonly message?: string };
}

/**
 * Follows a collection until `signal` aborts: lists it, then watches from the list's resourceVersion. A dropped
 * connection is taken up from the last event, an expired resourceVersion (410) by listing anew.
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
    while (!signal.aborted) {
        const startedAt = Date.now();
        try {
            if (resourceVersion === undefined) {
                const list = (await api.request({ method: "GET", path, query })) as {
                    metadata: { resourceVersion: string };
                    items?: WatchedObject[] | null;
                };
                if (isAborted(signal)) {
                    return;
                }
                resourceVersion = list.metadata.resourceVersion;
                handlers.onList(list.items ?? [], listed);
                listed = true;
            }
            const renew = failures > 0;
            const onAnswer = () => {
                if (renew) {
                    handlers.onReconnect?.();
                }
            };
            for await (const event of events(api, path, query, { resourceVersion, renew, onAnswer }, signal)) {
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
            // The server ends every watch after timeoutSeconds; that is no trouble. One that ends at once is not asked
            // again in a tight loop.
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
            if (apiErrorCode(error) === "Gone") {
                resourceVersion = undefined;
                // Until the list is there, what was heard may be old.
                handlers.onError(error as Error);
                failures = Math.max(1, failures);
                await sleep(100, undefined, { signal }).catch(() => undefined);
                continue;
            }
            // A token that has just been rotated: the next try asks for a new one.
            if (apiErrorCode(error) === "Unauthorized" && !renewed) {
                renewed = true;
                failures = Math.max(1, failures);
                continue;
            }
            handlers.onError(error instanceof Error ? error : new Error(String(error)));
            failures += 1;
            const delayMs = Math.min(5_000, 100 * 2 ** Math.min(failures, 6)) * (0.5 + Math.random() / 2);
            await sleep(delayMs, undefined, { signal }).catch(() => undefined);
        }
    }
}

// A call, because the compiler would take a second look at the property for the same value.
function isAborted(signal: AbortSignal): boolean {
    return signal.aborted;
}

async function* events(
    api: KubernetesApi,
    path: string,
    query: Record<string, string>,
    { resourceVersion, renew, onAnswer }: { resourceVersion: string; renew: boolean; onAnswer: () => void },
    signal: AbortSignal,
): AsyncGenerator<WatchEvent> {
    // An ES module, which this CommonJS one can only load so.
    const { default: got } = await import("got");
    const credentials: Credentials = await api.credentials(renew);
    if (isAborted(signal)) {
        return;
    }
    const search = new URLSearchParams({
        ...query,
        watch: "1",
        allowWatchBookmarks: "true",
        resourceVersion: resourceVersion,
        timeoutSeconds: "30",
    });
    const stream = got.stream(`${api.server}${path}?${search.toString()}`, {
        headers: { ...credentials.headers, accept: "application/json" },
        agent: credentials.agent,
        throwHttpErrors: false,
        retry: { limit: 0 },
        // A half-open connection is noticed because the server should have ended the watch by then.
        timeout: { connect: 5_000, response: 15_000, socket: 40_000 },
    });
    // Told by the head of the answer: a quiet collection's first event may be long in coming.
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
