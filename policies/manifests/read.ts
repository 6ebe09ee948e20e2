import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { parseAllDocuments } from "yaml";
import { type DeclaredStack, kubernetesObject, type KubernetesObject } from "../objects";
import { isFields } from "../value";

/** What some manifests hold, and what is wrong with them. */
export interface Manifests extends DeclaredStack {
    readonly problems: readonly string[];
}

/** Reads a manifest, or every .yaml, .yml and .json file in a folder and those in it. */
export function readManifests(path: string): Manifests {
    const objects: KubernetesObject[] = [];
    const problems: string[] = [];
    const files = filesIn(path);
    if (typeof files === "string") {
        return { objects, gates: [], problems: [files] };
    }
    for (const file of files) {
        const read = objectsIn(file);
        objects.push(...read.objects);
        problems.push(...read.problems);
    }
    // What was judged by mistake, such as a folder with charts, must not look like what was found good.
    const nothing = objects.length === 0 && problems.length === 0;
    return { objects, gates: [], problems: nothing ? [`${path} has no manifests, must have some`] : problems };
}

type Read = Pick<Manifests, "objects" | "problems">;

function objectsIn(file: string): Read {
    try {
        const parsed = parseAllDocuments(readFileSync(file, "utf8"), { merge: true });
        const documents = Array.isArray(parsed) ? parsed : [];
        const all = documents.map((document, index): Read => {
            const place = documents.length === 1 ? file : `${file}, document ${index + 1}`;
            return document.errors.length > 0
                ? { objects: [], problems: document.errors.map(({ message }) => `${place}: ${firstLine(message)}`) }
                : objectsOf(document.toJS({ maxAliasCount: 100 }), place);
        });
        return { objects: all.flatMap((one) => one.objects), problems: all.flatMap((one) => one.problems) };
    } catch (error) {
        return { objects: [], problems: [`${file}: ${firstLine(String(error))}`] };
    }
}

function objectsOf(body: unknown, place: string): Read {
    // A document of comments only.
    if (body === null || body === undefined) {
        return { objects: [], problems: [] };
    }
    const items = isFields(body) && typeof body["kind"] === "string" && body["kind"].endsWith("List") && body["items"];
    if (Array.isArray(items)) {
        const all = items.map((item, index) => objectsOf(item, `${place}, items[${index}]`));
        return { objects: all.flatMap((one) => one.objects), problems: all.flatMap((one) => one.problems) };
    }
    const object = kubernetesObject(body, place);
    return object === undefined
        ? { objects: [], problems: [`${place}: must be an object of Kubernetes, with apiVersion and kind`] }
        : { objects: [object], problems: [] };
}

/** What follows is a part of the file, which may hold secrets. */
function firstLine(message: string): string {
    return (message.split("\n")[0] ?? "").replace(/:$/, "");
}

function filesIn(path: string): readonly string[] | string {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
        return `${path} is not there, must be a manifest or a folder of manifests`;
    }
    if (!stat.isDirectory()) {
        return [path];
    }
    return readdirSync(path, { recursive: true, encoding: "utf8" })
        .filter((name) => /\.(ya?ml|json)$/.test(name))
        .sort()
        .map((name) => join(path, name))
        .filter((file) => statSync(file).isFile());
}
