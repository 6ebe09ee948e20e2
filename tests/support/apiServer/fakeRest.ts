import { statusBody } from "./fakeFaults";
import type { FakeObject, FakeObjects } from "./fakeObjects";

/** A received request. */
export interface SeenRequest {
    readonly method: string;
    readonly path: string;
    readonly query: Record<string, string>;
    readonly contentType: string;
    readonly body: unknown;
}

/** A test's own answer to a request: text, or a value that is sent as JSON. */
export interface GivenAnswer {
    readonly status?: number;
    readonly text?: string;
    readonly json?: unknown;
}

/** Receives an applied merge patch of a Rollout's status, and the object after it. */
export type StatusPatched = (object: FakeObject, patch: Record<string, unknown>) => void;

/** Returns the result of a server-side apply. */
export type ApplyHandler = (collection: string, name: string, body: FakeObject, current?: FakeObject) => FakeObject;

/** The answers of a fake API server to everything but watches. */
export class FakeRest {
    onApply: ApplyHandler = (_collection, _name, body) => body;
    readonly patched: StatusPatched[] = [];
    readonly served = new Map<string, (request: SeenRequest) => GivenAnswer>();

    constructor(private readonly objects: FakeObjects) {}

    answer(request: SeenRequest): GivenAnswer {
        const { method, path, query } = request;
        const served = [...this.served].find(([prefix]) => path === prefix || path.startsWith(`${prefix}/`));
        if (served !== undefined) {
            return served[1](request);
        }
        const list = () => ({
            metadata: { resourceVersion: String(this.objects.version) },
            items: this.objects.list({ collection: path, ...query }),
        });
        const selects = query["fieldSelector"] !== undefined || query["labelSelector"] !== undefined;
        if (method === "GET" && (this.objects.has(path) || selects)) {
            return { json: list() };
        }
        const at = path.lastIndexOf("/");
        const collection = path.slice(0, at);
        const name = path.slice(at + 1);
        const current = this.objects.get(collection, name);
        if (method === "PATCH") {
            return this.patch(request, collection, name, current);
        }
        if (method === "POST") {
            const object = request.body as FakeObject;
            return this.objects.get(path, object.metadata.name) === undefined
                ? { status: 201, json: this.objects.put(path, object) }
                : shareFault(409, `${object.metadata.name} already exists`);
        }
        if (current === undefined) {
            return method === "GET" && /\/[a-z]+s$/.test(path)
                ? { json: list() }
                : shareFault(404, `${path} not found`);
        }
        if (method === "DELETE") {
            this.objects.remove(collection, name);
            return { json: { kind: "Status", status: "Success" } };
        }
        return { json: current };
    }

    private patch(request: SeenRequest, collection: string, name: string, current?: FakeObject): GivenAnswer {
        const { path, query, contentType } = request;
        if (contentType !== "application/merge-patch+json") {
            this.objects.put(collection, this.onApply(collection, name, request.body as FakeObject, current));
            return { json: this.objects.get(collection, name) };
        }
        const body = request.body as Record<string, unknown>;
        const [, of, its] = /^(.*)\/([^/]+)\/status$/.exec(path) ?? [];
        const status = of !== undefined && its !== undefined;
        const manager = query["fieldManager"] ?? "unknown";
        const merged = this.objects.merge(of ?? collection, its ?? name, body, { status, manager });
        if (merged === undefined) {
            return shareFault(404, `${path} not found`);
        }
        if (merged === "conflict") {
            const why = "the object has been modified; please apply your changes to the latest version and try again";
            return shareFault(409, `Operation cannot be fulfilled on ${path}: ${why}`);
        }
        for (const listener of status ? this.patched : []) {
            listener(merged, body);
        }
        return { json: merged };
    }
}

function shareFault(status: number, message: string): GivenAnswer {
    return { status, json: statusBody(status, message) };
}
