import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { type Alias, type Document, LineCounter, parseAllDocuments, visit } from "yaml";
import { type DeclaredStack, kubernetesObject, type KubernetesObject } from "../model/objects";
import { isFields } from "../model/value";

/** The objects of some manifests, and the problems in reading them. */
export interface Manifests extends DeclaredStack {
    readonly problems: readonly string[];
}

/** Reads a manifest, or every .yaml, .yml and .json file in a folder and its subfolders. */
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
    // A wrong path, such as a folder with charts, must not pass as good.
    const nothing = objects.length === 0 && problems.length === 0;
    return { objects, gates: [], problems: nothing ? [`${path} has no manifests, must have some`] : problems };
}

type Read = Pick<Manifests, "objects" | "problems">;

function objectsIn(file: string): Read {
    let text: string;
    try {
        text = readFileSync(file, "utf8");
    } catch (error) {
        return { objects: [], problems: [`${file}: ${String(error)}`] };
    }
    const lines = new LineCounter();
    const parsed = parseAllDocuments(text, { merge: true, lineCounter: lines });
    const documents: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
    const all = documents.map((document, index): Read => {
        const place = documents.length === 1 ? file : `${file}, document ${index + 1}`;
        const problems = yamlProblems(document, lines);
        if (problems.length > 0) {
            return { objects: [], problems: problems.map((problem) => `${place}: ${problem}`) };
        }
        try {
            return objectsOf(document.toJS({ maxAliasCount: 100 }), place);
        } catch {
            return { objects: [], problems: [`${place}: must be YAML that can be read, with fewer aliases`] };
        }
    });
    return { objects: all.flatMap((one) => one.objects), problems: all.flatMap((one) => one.problems) };
}

/** Returns a document's problems as error code and place: the parser's messages quote values, which may be secret. */
function yamlProblems(document: Document.Parsed, lines: LineCounter): string[] {
    const where = (offset: number) => {
        const { line, col } = lines.linePos(offset);
        return `at line ${line}, column ${col}`;
    };
    const problems = document.errors.map(({ code, pos }) => `must be YAML, has ${code} ${where(pos[0])}`);
    visit(document, {
        Alias(_, alias: Alias) {
            if (alias.resolve(document) === undefined) {
                const found = `has an undefined alias ${where(alias.range?.[0] ?? 0)}`;
                problems.push(`${found}, must be quoted if it is a string`);
            }
        },
    });
    return problems;
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

function filesIn(path: string): readonly string[] | string {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat === undefined) {
        return `${path} does not exist, must be a manifest or a folder of manifests`;
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
