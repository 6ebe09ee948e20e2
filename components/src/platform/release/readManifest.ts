import { createHash, randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import path from "node:path";
import { parseYaml } from "../../kubernetes/yaml";
import type { ReleaseManifest } from "../versions";

/** One object of a manifest. */
export interface KubernetesObject {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: {
        readonly name: string;
        readonly namespace?: string;
        readonly labels?: Record<string, string>;
        readonly annotations?: Record<string, string>;
    };
    readonly [field: string]: unknown;
}

/** Reason why a manifest could not be read. */
export type ManifestErrorCode = "ManifestUnreachable" | "ManifestHashMismatch" | "ManifestInvalid";

/**
 * Reads the objects of an upstream release's manifest, without its CustomResourceDefinitions, from the cache or else
 * from its URL (http, https or file). Content whose sha256 differs from the pinned one is never used.
 *
 * @throws Error with a {@link ManifestErrorCode} as its `code`
 */
export function readReleaseManifest(manifest: ReleaseManifest): Promise<KubernetesObject[]> {
    return readObjects(manifest, (kind) => kind !== definitionKind);
}

/** Reads the CustomResourceDefinitions of the same manifest, with the same checks. */
export function readReleaseDefinitions(manifest: ReleaseManifest): Promise<KubernetesObject[]> {
    return readObjects(manifest, (kind) => kind === definitionKind);
}

const definitionKind = "CustomResourceDefinition";

async function readObjects(
    manifest: ReleaseManifest,
    isWanted: (kind: string) => boolean,
): Promise<KubernetesObject[]> {
    const bytes = (await readCached(manifest)) ?? (await fetchAndCache(manifest));
    const objects: KubernetesObject[] = [];
    // Definitions are nine tenths of a manifest and of its parse time, so documents are filtered before parsing.
    for (const text of documentsOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength))) {
        const [, stated] = /^kind: *(\w+) *\r?$/m.exec(text) ?? [];
        if (stated !== undefined && !isWanted(stated)) {
            continue;
        }
        const object = parseDocument(text, manifest);
        if (object !== undefined && isWanted(object.kind)) {
            objects.push(object);
        }
    }
    return objects;
}

/** Splits a manifest at its "---" lines. One document at a time is decoded: a whole manifest takes 8 MB as a string. */
function* documentsOf(bytes: Buffer): Generator<string> {
    for (let start = 0, from = 0; start < bytes.length;) {
        const found = bytes.indexOf("\n---", from);
        // A line such as "---x" is content.
        if (found !== -1 && !/^\s?$/.test(bytes.toString("latin1", found + 4, found + 5))) {
            from = found + 4;
            continue;
        }
        const end = found === -1 ? bytes.length : found + 1;
        yield bytes.toString("utf8", start, end).replace(/^---(?=\s|$)/, "");
        start = from = end;
    }
}

/** Parses one document; undefined if it is empty. */
function parseDocument(text: string, { url }: ReleaseManifest): KubernetesObject | undefined {
    let object: unknown;
    try {
        object = parseYaml(text);
    } catch (error) {
        throw manifestError("ManifestInvalid", `manifest ${url} is not YAML: ${(error as Error).message}`);
    }
    if (object === null || object === undefined) {
        return undefined;
    }
    if (!isKubernetesObject(object)) {
        const message = `manifest ${url} has a document that is no Kubernetes object (apiVersion, kind and metadata.name)`;
        throw manifestError("ManifestInvalid", message);
    }
    return object;
}

async function readCached(manifest: ReleaseManifest): Promise<Uint8Array | undefined> {
    try {
        const bytes = new Uint8Array(await readFile(cachePath(manifest)));
        // A truncated or modified entry counts as missing.
        return sha256Of(bytes) === manifest.sha256 ? bytes : undefined;
    } catch {
        return undefined;
    }
}

async function fetchAndCache(manifest: ReleaseManifest): Promise<Uint8Array> {
    const bytes = await fetchBytes(manifest);
    const found = sha256Of(bytes);
    if (found !== manifest.sha256) {
        const message = `manifest ${manifest.url} is not the pinned one: expected sha256 ${manifest.sha256}, found ${found}`;
        throw manifestError("ManifestHashMismatch", message);
    }
    const entry = cachePath(manifest);
    const partial = `${entry}.${randomUUID()}.partial`;
    try {
        await mkdir(path.dirname(entry), { recursive: true });
        await writeFile(partial, bytes);
        await rename(partial, entry);
    } catch {
        // The cache is optional: a read-only home must not fail an update that already has the content.
        await rm(partial, { force: true }).catch(() => undefined);
    }
    return bytes;
}

async function fetchBytes(manifest: ReleaseManifest): Promise<Uint8Array> {
    try {
        if (manifest.url.startsWith("file:")) {
            return new Uint8Array(await readFile(new URL(manifest.url)));
        }
        // An ES module, which CommonJS can only import dynamically.
        const { default: got } = await import("got");
        const body = await got(manifest.url, {
            retry: { limit: 2 },
            timeout: { connect: 10_000, request: 120_000 },
        }).buffer();
        return new Uint8Array(body);
    } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        const message = `manifest ${manifest.url} cannot be read: ${why}; it is needed once, with sha256 ${manifest.sha256}, and cached as ${cachePath(manifest)}`;
        throw manifestError("ManifestUnreachable", message);
    }
}

/** Returns the cache path of a manifest: by sha256, so that versions never share an entry. */
function cachePath(manifest: ReleaseManifest): string {
    const home = process.env["CANARY_DELIVERY_HOME"] ?? path.join(homedir(), ".canary-delivery");
    return path.join(home, "manifests", `${manifest.sha256}.yaml`);
}

function sha256Of(bytes: Uint8Array): string {
    return createHash("sha256").update(bytes).digest("hex");
}

function isKubernetesObject(value: unknown): value is KubernetesObject {
    const object = value as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown } | null } | null;
    return (
        typeof object === "object" &&
        typeof object?.apiVersion === "string" &&
        typeof object.kind === "string" &&
        typeof object.metadata?.name === "string"
    );
}

function manifestError(code: ManifestErrorCode, message: string): Error {
    return Object.assign(new Error(message), { name: code, code });
}
