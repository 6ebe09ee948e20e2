import { isStale, mergePatch } from "./mergePatch";

/** An object as the fake keeps it. */
export interface FakeObject {
    metadata: { name: string; uid?: string; generation?: number; resourceVersion?: string; [field: string]: unknown };
    [field: string]: unknown;
}

/** One write, as watches report it. */
export interface LoggedEvent {
    readonly version: number;
    readonly type: "ADDED" | "MODIFIED" | "DELETED";
    readonly collection: string;
    readonly object: FakeObject;
}

/** Which objects of a collection a list or a watch is about: label and field selectors, with `=` and "has this label". */
export interface Selection {
    readonly collection: string;
    readonly labelSelector?: string | undefined;
    readonly fieldSelector?: string | undefined;
}

/** The storage of an API server: objects by collection and name, and one version over all of them. */
export class FakeObjects {
    version = 100;
    private readonly collections = new Map<string, Map<string, FakeObject>>();

    constructor(private readonly onWrite: (event: LoggedEvent) => void) {}

    has(collection: string): boolean {
        return this.collections.has(collection);
    }

    get(collection: string, name: string): FakeObject | undefined {
        return this.collections.get(collection)?.get(name);
    }

    list(selection: Selection): FakeObject[] {
        const objects = [...(this.collections.get(selection.collection)?.values() ?? [])];
        return objects.filter((object) => isSelected(selection, object));
    }

    put(collection: string, object: FakeObject): FakeObject {
        const objects = this.collections.get(collection) ?? new Map<string, FakeObject>();
        this.collections.set(collection, objects);
        const type = objects.has(object.metadata.name) ? "MODIFIED" : "ADDED";
        const copy = this.stamped(object);
        objects.set(copy.metadata.name, copy);
        this.onWrite({ version: this.version, type, collection, object: copy });
        return copy;
    }

    remove(collection: string, name: string): void {
        const object = this.get(collection, name);
        if (object !== undefined) {
            this.collections.get(collection)?.delete(name);
            const last = this.stamped(object);
            this.onWrite({ version: this.version, type: "DELETED", collection, object: last });
        }
    }

    /**
     * A merge patch of an object, or of nothing but its status. One that names another resourceVersion than the
     * object's changes nothing; one that changes nothing leaves the version as it is.
     */
    merge(
        collection: string,
        name: string,
        patch: Record<string, unknown>,
        { status = false, manager = "unknown", at = new Date() } = {},
    ): FakeObject | "conflict" | undefined {
        const current = this.get(collection, name);
        if (current === undefined || isStale(current, patch)) {
            return current === undefined ? undefined : "conflict";
        }
        const part = status ? { status: patch["status"] ?? {} } : patch;
        const merged = mergePatch(current, part) as FakeObject;
        // The resourceVersion of a patch is a precondition, not a value.
        merged.metadata = { ...merged.metadata, name, ...versionOf(current) };
        if (JSON.stringify(merged) === JSON.stringify(current)) {
            return current;
        }
        const subresource = status ? "status" : undefined;
        const others = (current.metadata["managedFields"] ?? []) as { manager?: string; subresource?: string }[];
        merged.metadata["managedFields"] = [
            ...others.filter((entry) => entry.manager !== manager || entry.subresource !== subresource),
            { manager, operation: "Update", ...(status ? { subresource } : {}), time: at.toISOString() },
        ];
        return this.put(collection, merged);
    }

    private stamped(object: FakeObject): FakeObject {
        this.version += 1;
        const copy = structuredClone(object);
        copy.metadata.resourceVersion = String(this.version);
        return copy;
    }
}

function versionOf({ metadata: { resourceVersion } }: FakeObject): { resourceVersion?: string } {
    return resourceVersion === undefined ? {} : { resourceVersion };
}

/** True when a list or a watch selects this object of its collection. */
export function isSelected({ labelSelector, fieldSelector }: Selection, object: FakeObject): boolean {
    const labels = (object.metadata["labels"] ?? {}) as Record<string, string>;
    const terms = (selector: string | undefined) =>
        (selector ?? "").split(",").flatMap((term): [string, string | undefined][] => {
            const [, key, , value] = /^([^=]+)(==?(.*))?$/.exec(term) ?? [];
            return key === undefined ? [] : [[key, value]];
        });
    const field = (path: string) =>
        path.split(".").reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], object);
    return (
        terms(labelSelector).every(([key, value]) => (value === undefined ? key in labels : labels[key] === value)) &&
        terms(fieldSelector).every(([path, value]) => field(path) === value)
    );
}
