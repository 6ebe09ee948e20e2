import { setTimeout as sleep } from "node:timers/promises";
import type { KubernetesApi } from "./connection";
import { errorOf } from "./errors";
import { readList, watch, type WatchedObject, type WatchHandlers } from "./watch";

/** Running watches of each connection, by their path and query. */
const running = new WeakMap<KubernetesApi, Map<string, SharedWatch>>();

/**
 * Watches as {@link watch} does, with one watch of a collection for all callers that have the same connection: names and
 * values of labels are selected here. A caller that comes later lists by itself, so that it begins with nothing stale.
 */
export async function sharedWatch(
    api: KubernetesApi,
    path: string,
    query: Readonly<Record<string, string>>,
    handlers: WatchHandlers,
    signal: AbortSignal,
): Promise<void> {
    // As from the network, no handler is called before this function has returned.
    await Promise.resolve();
    if (signal.aborted) {
        return;
    }
    const { shared, selects } = divided(query);
    const key = `${path}?${new URLSearchParams(shared).toString()}`;
    const watches = running.get(api) ?? new Map<string, SharedWatch>();
    running.set(api, watches);
    const known = watches.get(key) ?? new SharedWatch(api, path, shared);
    watches.set(key, known);
    const { promise: ended, resolve: end, reject: fail } = settled();
    signal.addEventListener("abort", end, { once: true });
    const state = { listed: false, again: false, joining: false, after: 0n, missed: [] };
    const watcher: Watcher = { selects, handlers, signal, fail, ...state };
    known.add(watcher);
    try {
        await ended;
    } finally {
        if (known.remove(watcher) === 0) {
            watches.delete(key);
            await known.stop();
        }
    }
}

/** Returns a promise, and what settles it. */
function settled() {
    let resolve: () => void = () => undefined;
    let reject: (error: unknown) => void = () => undefined;
    const promise = new Promise<void>((onEnd, onError) => {
        resolve = onEnd;
        reject = onError;
    });
    return { promise, resolve, reject };
}

/** One caller of a shared watch. */
interface Watcher {
    readonly selects: (object: WatchedObject) => boolean;
    readonly handlers: WatchHandlers;
    readonly signal: AbortSignal;
    /** Ends it with an error. */
    readonly fail: (error: unknown) => void;
    /** True while changes are reported: it has got a list, and its handlers took all since. */
    listed: boolean;
    /** True once it has got a list. */
    again: boolean;
    /** True while it lists by itself. */
    joining: boolean;
    /** The resourceVersion of the list that it made itself, which contains all changes up to it. */
    after: bigint;
    /** The changes since it began to list by itself: its list may have been read before them. */
    missed: Change[];
}

/** A change of the collection. */
interface Change {
    readonly type: "ADDED" | "MODIFIED" | "DELETED";
    readonly object: WatchedObject;
    /** The object as the watch had it before. */
    readonly before: WatchedObject | undefined;
}

/** One watch and its callers. */
class SharedWatch {
    private readonly watchers = new Set<Watcher>();
    private readonly stopping = new AbortController();
    private readonly loop: Promise<void>;
    private objects: Map<string, WatchedObject> | undefined;
    /** The error of an interruption that is not over. */
    private interruption: Error | undefined;

    constructor(
        private readonly api: KubernetesApi,
        private readonly path: string,
        private readonly query: Record<string, string>,
    ) {
        const handlers: WatchHandlers = {
            onList: (objects) => {
                this.objects = new Map(objects.map((object) => [object.metadata.name, object]));
                this.forEach((watcher) => {
                    list(watcher, objects, 0n);
                });
            },
            onChange: (type, object) => {
                this.change(type, object);
            },
            onError: (error) => {
                this.interruption = error;
                this.forEach((watcher) => {
                    watcher.handlers.onError(error);
                });
            },
            onReconnect: () => {
                this.interruption = undefined;
                this.forEach((watcher) => watcher.handlers.onReconnect?.());
            },
        };
        this.loop = watch(api, path, query, handlers, this.stopping.signal);
    }

    add(watcher: Watcher): void {
        this.watchers.add(watcher);
        const { interruption } = this;
        if (interruption !== undefined) {
            this.report(watcher, () => {
                watcher.handlers.onError(interruption);
            });
        }
        if (this.objects !== undefined) {
            this.join(watcher).catch(watcher.fail);
        }
    }

    /** Removes a caller; returns the number of those that are left. */
    remove(watcher: Watcher): number {
        this.watchers.delete(watcher);
        return this.watchers.size;
    }

    async stop(): Promise<void> {
        this.stopping.abort();
        await this.loop;
    }

    /** Lists for one caller, until it has a list: what the watch knows may be older than what the caller has read. */
    private async join(watcher: Watcher, error?: Error): Promise<void> {
        if (watcher.joining) {
            return;
        }
        watcher.joining = true;
        let problem = error;
        for (let failures = 0; !watcher.signal.aborted && !watcher.listed;) {
            if (problem !== undefined) {
                failures += 1;
                watcher.handlers.onError(problem);
                const delayMs = Math.min(5_000, 100 * 2 ** failures);
                await sleep(delayMs, undefined, { signal: watcher.signal }).catch(() => undefined);
            }
            problem = await this.listFor(watcher, failures > 0).then(() => undefined, errorOf);
            watcher.listed &&= problem === undefined;
        }
        watcher.joining = false;
    }

    private async listFor(watcher: Watcher, wasInterrupted: boolean): Promise<void> {
        watcher.missed = [];
        const { items, resourceVersion } = await readList(this.api, this.path, this.query);
        // A list of the watch may have come first.
        if (!watcher.signal.aborted && !watcher.listed) {
            list(watcher, items, versionOf(resourceVersion));
            for (const change of watcher.missed) {
                deliver(watcher, change);
            }
        }
        if (wasInterrupted && this.interruption === undefined) {
            watcher.handlers.onReconnect?.();
        }
    }

    private change(type: "ADDED" | "MODIFIED" | "DELETED", object: WatchedObject): void {
        const { name } = object.metadata;
        const before = this.objects?.get(name);
        if (type === "DELETED") {
            this.objects?.delete(name);
        } else {
            this.objects?.set(name, object);
        }
        const change = { type, object, before };
        this.forEach((watcher) => {
            if (watcher.listed) {
                deliver(watcher, change);
            } else {
                watcher.missed.push(change);
            }
        });
    }

    private forEach(work: (watcher: Watcher) => void): void {
        for (const watcher of [...this.watchers]) {
            this.report(watcher, () => {
                work(watcher);
            });
        }
    }

    /** Calls a handler. Its error interrupts this caller, which lists again, and no other one. */
    private report(watcher: Watcher, work: () => void): void {
        if (watcher.signal.aborted) {
            return;
        }
        try {
            work();
        } catch (error) {
            watcher.listed = false;
            this.join(watcher, errorOf(error)).catch(watcher.fail);
        }
    }
}

/** Reports a change that a caller's list does not contain, if it concerns the caller. */
function deliver({ selects, handlers, after }: Watcher, { type, object, before }: Change): void {
    const version = versionOf(object.metadata.resourceVersion);
    if (version !== 0n && version <= after) {
        return;
    }
    const was = before !== undefined && selects(before);
    if (type !== "DELETED" && selects(object)) {
        handlers.onChange(was ? "MODIFIED" : "ADDED", object);
    } else if (was) {
        // Also when its labels have changed, as the API server does.
        handlers.onChange("DELETED", object);
    }
}

function list(watcher: Watcher, objects: readonly WatchedObject[], after: bigint): void {
    const { again } = watcher;
    Object.assign(watcher, { listed: true, again: true, after });
    watcher.handlers.onList(objects.filter(watcher.selects), again);
}

/** Divides a query into the part that watches have in common and the selection of one caller's objects. */
function divided({ fieldSelector = "", labelSelector = "", ...rest }: Readonly<Record<string, string>>): {
    readonly shared: Record<string, string>;
    readonly selects: (object: WatchedObject) => boolean;
} {
    const fields = termsOf(fieldSelector);
    const labels = termsOf(labelSelector);
    const names = fields.filter(([key]) => key === "metadata.name");
    const common = {
        fieldSelector: selectorOf(fields.filter((term) => !names.includes(term))),
        // A label without a value selects a kind of objects, not those of one caller.
        labelSelector: selectorOf(labels.filter(([, value]) => value === undefined)),
    };
    const given = Object.entries(common).filter(([, selector]) => selector !== "");
    return {
        shared: { ...rest, ...Object.fromEntries(given) },
        selects: ({ metadata: { name, labels: own = {} } }) =>
            names.every(([, value]) => value === name) &&
            labels.every(([key, value]) => (value === undefined ? key in own : own[key] === value)),
    };
}

type Term = readonly [key: string, value: string | undefined];

/** Returns the terms of a selector by equality or existence, the two forms that callers use. */
function termsOf(selector: string): Term[] {
    return selector
        .split(",")
        .filter((term) => term !== "")
        .map((term): Term => {
            const [key = "", ...value] = term.split("=");
            return [key, value.length === 0 ? undefined : value.join("=")];
        });
}

function selectorOf(terms: readonly Term[]): string {
    return terms.map(([key, value]) => (value === undefined ? key : `${key}=${value}`)).join(",");
}

/** Returns a resourceVersion as a number, which Kubernetes 1.35 guarantees and etcd always had; 0 for another one. */
function versionOf(resourceVersion = ""): bigint {
    return /^\d+$/.test(resourceVersion) ? BigInt(resourceVersion) : 0n;
}
