import type { ServerResponse } from "node:http";
import { isSelected, type LoggedEvent, type Selection } from "./fakeObjects";

interface Watcher {
    readonly selection: Selection;
    readonly response: ServerResponse;
}

/** The watches of a fake API server and the history from which they can resume. */
export class FakeWatches {
    private readonly watchers = new Set<Watcher>();
    private readonly events: LoggedEvent[] = [];
    private oldest = 0;

    get count(): number {
        return this.watchers.size;
    }

    /** Sends a write to every watch. */
    publish(event: LoggedEvent): void {
        this.events.push(event);
        for (const watcher of this.watchers) {
            send(watcher, event);
        }
    }

    /** Starts a watch after a version: first what has happened since, then what happens. */
    start(selection: Selection, place: number, response: ServerResponse): void {
        if (place < this.oldest) {
            response.statusCode = 410;
            response.end(JSON.stringify({ kind: "Status", message: "too old resource version" }));
            return;
        }
        const watcher = { selection, response };
        response.flushHeaders();
        this.watchers.add(watcher);
        response.on("close", () => this.watchers.delete(watcher));
        for (const event of this.events) {
            if (event.version > place) {
                send(watcher, event);
            }
        }
    }

    /** Forgets the watchers, whose connections are closed elsewhere. */
    clear(): void {
        this.watchers.clear();
    }

    /** Cuts the connections, as a load balancer does. */
    drop(): void {
        for (const { response } of this.watchers) {
            response.destroy();
        }
        this.watchers.clear();
    }

    /** Forgets everything up to a version: running watches get an ERROR event with 410, later ones 410 itself. */
    expire(version: number): void {
        this.oldest = version;
        for (const { response } of this.watchers) {
            const status = { kind: "Status", code: 410, reason: "Expired", message: "too old resource version" };
            response.end(`${JSON.stringify({ type: "ERROR", object: { ...status, metadata: {} } })}\n`);
        }
        this.watchers.clear();
    }
}

function send({ selection, response }: Watcher, { type, collection, object }: LoggedEvent): void {
    if (collection === selection.collection && isSelected(selection, object)) {
        response.write(`${JSON.stringify({ type, object })}\n`);
    }
}
