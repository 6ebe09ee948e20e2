import { readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { type DeclaredStack, kubernetesObject, type KubernetesObject } from "../model/objects";
import { fieldsAt, isFields } from "../model/value";
import { type Documents, documentsIn, type ManifestDocument } from "./documents";
import { filesIn, isKustomization, standardInput } from "./files";
import { foreign, itemsOf, kustomizationInputs } from "./foreign";
import { type PassedOver, strictProblem } from "./passedOver";
import { type Place, type Places, sourceOf } from "./place";
import { decoded } from "./text";

/** The objects of some manifests, the problems in reading them, and the files that are not checked. */
export interface Manifests extends DeclaredStack {
    readonly problems: readonly string[];
    readonly passedOver: readonly PassedOver[];
    readonly places: Places;
}

/** Options of reading. */
export interface ReadOptions {
    /** Globs of files and folders to leave out; none by default. */
    readonly exclude?: readonly string[];
    /** Rejects files that would be passed over; false by default. */
    readonly strict?: boolean;
    /** Reads the standard input. */
    readonly input?: () => Uint8Array;
}

/** Reads manifests, and the .yaml, .yml and .json files of folders and their subfolders. */
export function readManifests(paths: readonly string[], options: ReadOptions = {}): Manifests {
    const { exclude = [], strict = false, input = () => readFileSync(0) } = options;
    const found = filesIn(paths, exclude);
    const problems = [...found.problems];
    const passedOver = [...found.passedOver];
    const objects: KubernetesObject[] = [];
    const places = new Map<string, Place>();
    const files = found.files.map((path) => readFile(path, input));
    const inputs = new Set(
        files.flatMap(({ file, bodies }) =>
            (isKustomization(file) ? bodies : []).flatMap((body) => kustomizationInputs(file, body)),
        ),
    );
    for (const { file, bodies, ...read } of files) {
        const reason = isKustomization(file) ? "kustomization" : inputs.has(file) ? "patch" : foreign(bodies);
        if (reason !== undefined && read.problems.length === 0) {
            passedOver.push({ file, reason });
            continue;
        }
        problems.push(...read.problems);
        for (const { body, place } of read.documents.flatMap((document) => partsOf(document, file))) {
            const source = sourceOf(place);
            const object = kubernetesObject(body, source);
            problems.push(...problemsOf(body, object).map((problem) => `${source}: ${problem}`));
            if (object !== undefined) {
                objects.push(object);
                places.set(source, place);
            }
        }
    }
    if (strict) {
        problems.push(...passedOver.filter(({ reason }) => reason !== "excluded").map(strictProblem));
    }
    if (problems.length === 0) {
        problems.push(
            ...emptyPaths(paths, found.files, places).map((path) => `${path} has no manifests, must have some`),
        );
    }
    return { objects, gates: [], problems, passedOver, places };
}

/** Returns the paths without objects: a wrong folder, such as one of charts, must not pass as good. */
function emptyPaths(paths: readonly string[], files: readonly string[], places: Places): string[] {
    const used = new Set([...places.values()].map(({ file }) => file));
    const single = new Set(files.filter((file) => paths.length > 1 && file !== standardInput));
    const covered = new Set([...used].flatMap(withFolders));
    return paths
        .filter((path) => !single.has(path) || used.size === 0)
        .filter((path) => !covered.has(fileName(path)) && !covered.has(resolve(path)))
        .map(fileName);
}

/** Returns a file, as it is named and as a whole path, and the folders that it is in. */
function withFolders(file: string): readonly string[] {
    const all = [file, resolve(file)];
    for (let folder = dirname(resolve(file)); folder !== all.at(-1); folder = dirname(folder)) {
        all.push(folder);
    }
    return all;
}

function fileName(path: string): string {
    return path === standardInput ? "stdin" : path;
}

interface ReadFile extends Documents {
    readonly file: string;
    /** The bodies of documents that are not empty. */
    readonly bodies: readonly unknown[];
}

function readFile(path: string, input: () => Uint8Array): ReadFile {
    const file = fileName(path);
    const failed = (problem: string): ReadFile => ({
        file,
        bodies: [],
        documents: [],
        problems: [`${file}: ${problem}`],
    });
    try {
        const text = decoded(path === standardInput ? input() : readFileSync(path));
        if (text === undefined) {
            return failed("must be text in UTF-8, or in UTF-16 with a byte order mark");
        }
        const read = documentsIn(text, file);
        const documents = read.documents.filter(({ body }) => body !== null && body !== undefined);
        return { file, ...read, documents, bodies: documents.map(({ body }) => body) };
    } catch (error) {
        return failed(String(error));
    }
}

interface Part {
    readonly body: unknown;
    readonly place: Place;
}

function partsOf({ body, lineOf }: ManifestDocument, file: string): readonly Part[] {
    const items = isFields(body) ? itemsOf(body) : undefined;
    return items === undefined
        ? [{ body, place: { file, line: lineOf() } }]
        : items.flatMap((item, index) => {
              const line = lineOf(index);
              // A List may hold Lists.
              return partsOf({ body: item, lineOf: () => line }, file);
          });
}

function problemsOf(body: unknown, object: KubernetesObject | undefined): readonly string[] {
    if (object === undefined) {
        return ["must be an object of Kubernetes, with apiVersion and kind"];
    }
    return ["annotations", "labels"].flatMap((field) =>
        Object.entries(fieldsAt(body, `metadata.${field}`))
            .filter(([, value]) => !["string", "object"].includes(typeof value))
            .map(([key, value]) => `metadata.${field} ${key} must be a string, is a ${typeof value}: quote it`),
    );
}
