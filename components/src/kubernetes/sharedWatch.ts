import type { KubernetesApi } from "./connection";
import { watch, type WatchedObject, type WatchHandlers } from "./watch";

/** Running watches of each connection, by their path and query. */
const running = new WeakMap<KubernetesApi, Map<string, SharedWatch>>();

/**
 * Watches as {@link watch} does, with one list and one watch of a collection for all callers that have the same
 * connection: names and values of labels are selected here. A caller that comes later gets the known objects as its list.
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
    const watcher = { selects, handlers, signal, listed: false };
    known.add(watcher);
    await new Promise((resolve) => {
        signal.addEventListener("abort", resolve, { once: true });
    });
    if (known.remove(watcher) === 0) {
        watches.delete(key);
        await known.stop();
    }
}

/** One caller of a shared watch. */
interface Watcher {
    readonly selects: (object: WatchedObject) => boolean;
    readonly handlers: WatchHandlers;
    readonly signal: AbortSignal;
    /** True once it has got a list. */
    listed: boolean;
}

/** One watch and its callers. */
class SharedWatch {
    private readonly watchers = new Set<Watcher>();
    private readonly stopping = new AbortController();
    private readonly loop: Promise<void>;
    private objects: Map<string, WatchedObject> | undefined;
    /** The error of an interruption that is not over. */
    private interruption: Error | undefined;

    constructor(api: KubernetesApi, path: string, query: Record<string, string>) {
        const handlers: WatchHandlers = {
            onList: (objects) => {
                this.objects = new Map(objects.map((object) => [object.metadata.name, object]));
                this.forEach((watcher) => {
                    this.list(watcher);
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
        if (this.objects !== undefined) {
            this.report(watcher, () => {
                this.list(watcher);
            });
        }
        const { interruption } = this;
        if (interruption !== undefined) {
            this.report(watcher, () => {
                watcher.handlers.onError(interruption);
            });
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

    private list(watcher: Watcher): void {
        const again = watcher.listed;
        watcher.listed = true;
        watcher.handlers.onList([...(this.objects?.values() ?? [])].filter(watcher.selects), again);
    }

    private change(type: "ADDED" | "MODIFIED" | "DELETED", object: WatchedObject): void {
        const { name } = object.metadata;
        const before = this.objects?.get(name);
        if (type === "DELETED") {
            this.objects?.delete(name);
        } else {
            this.objects?.set(name, object);
        }
        this.forEach(({ selects, handlers }) => {
            const was = before !== undefined && selects(before);
            if (type !== "DELETED" && selects(object)) {
                handlers.onChange(was ? "MODIFIED" : "ADDED", object);
            } else if (was) {
                // Also when its labels have changed, as the API server does.
                handlers.onChange("DELETED", object);
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

    /** Calls a handler. Its error interrupts this watcher, and no other one. */
    private report({ signal, handlers }: Watcher, work: () => void): void {
        if (signal.aborted) {
            return;
        }
        try {
            work();
        } catch (error) {
            handlers.onError(error instanceof Error ? error : new Error(String(error)));
        }
    }
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
