import {
    type Alias,
    type Document,
    isAlias,
    isMap,
    isNode,
    isPair,
    isSeq,
    LineCounter,
    type Node,
    parseAllDocuments,
    type Tags,
    visit,
} from "yaml";

/** A YAML document of a file. */
export interface ManifestDocument {
    readonly body: unknown;
    /** The line, from 1, of the document, or of one of its `items`. */
    readonly lineOf: (item?: number) => number;
}

/** Documents, and problems, each beginning with a place such as `shop.yaml:3`. */
export interface Documents {
    readonly documents: readonly ManifestDocument[];
    readonly problems: readonly string[];
}

/** Parses a text as kubectl, Helm and kustomize do: by YAML 1.1, in which yes, no, on and off are booleans. */
export function documentsIn(text: string, file: string): Documents {
    const lines = new LineCounter();
    const parsed = parseAllDocuments(text, {
        merge: true,
        schema: "yaml-1.1",
        customTags: kubectlTags,
        lineCounter: lines,
    });
    const all: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
    const documents: ManifestDocument[] = [];
    const problems: string[] = [];
    for (const document of all) {
        const found = problemsOf(document, text, lines);
        if (found.length > 0) {
            problems.push(...found.map(({ line, problem }) => `${file}:${line}: ${problem}`));
            continue;
        }
        documents.push({
            body: document.toJS({ maxAliasCount: -1 }),
            lineOf: (item) => lines.linePos(startOf(document, item)).line,
        });
    }
    return { documents, problems };
}

/** The types of YAML 1.1 but those that kubectl reads as strings: times, and numbers of base 60. */
function kubectlTags(tags: Tags): Tags {
    const strings = ["tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:binary"];
    return tags.filter((tag) => typeof tag === "string" || !(strings.includes(tag.tag) || tag.format === "TIME"));
}

function startOf({ contents }: Document.Parsed, item?: number): number {
    const items = item !== undefined && isMap(contents) ? contents.get("items", true) : undefined;
    const node = isSeq(items) ? items.items[item ?? 0] : contents;
    return (isNode(node) ? node.range?.[0] : undefined) ?? contents?.range[0] ?? 0;
}

interface Problem {
    readonly line: number;
    readonly problem: string;
}

const template = "is a template, must be rendered first, such as by helm template";

/** Lists a document's problems as codes and places: the parser's messages quote values, which may be secret. */
function problemsOf(document: Document.Parsed, text: string, lines: LineCounter): readonly Problem[] {
    const at = (offset: number) => lines.linePos(offset);
    const [from, , to] = document.range;
    const source = text.slice(from, to);
    const errors = document.errors.map(({ code, pos }): Problem => {
        const { line, col } = at(pos[0]);
        return { line, problem: `must be YAML, has ${code} at column ${col}` };
    });
    const action = templateAction(document, source, errors.length > 0);
    if (action !== undefined) {
        return [
            {
                line: at(typeof action === "number" ? from + action : (action.range?.[0] ?? from)).line,
                problem: template,
            },
        ];
    }
    if (errors.length > 0 || !source.includes("*")) {
        return errors;
    }
    return aliasProblems(document).map(({ offset, problem }) => {
        const { line, col } = at(offset);
        return { line, problem: `${problem} at column ${col}` };
    });
}

/** Finds the first action of an un-rendered template: its node, or its offset in a source that is not YAML. */
function templateAction(document: Document.Parsed, source: string, broken: boolean): Node | number | undefined {
    if (!/\{\{|\{%/.test(source)) {
        return undefined;
    }
    if (broken) {
        const line = /^[ \t]*(?:- )*(?:[\w"'./-]+:[ \t]+)?(?=\{\{|\{%)/m.exec(source);
        return line === null ? undefined : line.index + line[0].length;
    }
    let found: Node | undefined;
    visit(document, {
        // As a value, {{ x }} is a map whose key is a map.
        Map(_, { items }) {
            const key = items.find((pair) => isMap(pair.key) || isSeq(pair.key))?.key;
            found = isNode(key) ? key : undefined;
            return found === undefined ? undefined : visit.BREAK;
        },
        // A string may have actions for others, such as Argo's {{args.name}}; these are Helm's. A block is another file.
        Scalar(_, node) {
            const { value, type } = node;
            const text = typeof value === "string" && type?.startsWith("BLOCK") !== true ? value : "";
            if (
                /\{\{[^}]*\.(Values|Release|Chart|Capabilities)\./.test(text) ||
                /\{\{-?\s*(include|template)\s+"/.test(text)
            ) {
                found = node;
                return visit.BREAK;
            }
            return undefined;
        },
    });
    return found;
}

/** Finds aliases without an anchor, and more of them than kubectl reads. */
function aliasProblems(document: Document.Parsed): readonly { readonly offset: number; readonly problem: string }[] {
    const undefinedOnes: { offset: number; problem: string }[] = [];
    const targets = new Map<Alias, Node>();
    // In the document's order: alias.resolve() would walk the whole document for each alias.
    const anchors = new Map<string, Node>();
    visit(document, {
        Node(_, node) {
            if (!isAlias(node)) {
                if (node.anchor !== undefined) {
                    anchors.set(node.anchor, node);
                }
                return;
            }
            const target = anchors.get(node.source);
            if (target === undefined) {
                const problem = "must be quoted if it is a string, has an undefined alias";
                undefinedOnes.push({ offset: node.range?.[0] ?? 0, problem });
            } else {
                targets.set(node, target);
            }
        },
    });
    return undefinedOnes.length > 0 || !tooManyAliases(document, targets)
        ? undefinedOnes
        : [{ offset: document.contents?.range[0] ?? 0, problem: "must have fewer aliases, has too many" }];
}

/** Nodes of a document with its aliases replaced, and those that the aliases add. */
interface Size {
    readonly nodes: number;
    readonly aliased: number;
}

/** True where go-yaml, which kubectl uses, gives up: small documents may consist of aliases nearly whole, large ones not. */
function tooManyAliases(document: Document.Parsed, targets: ReadonlyMap<Alias, Node>): boolean {
    const known = new Map<unknown, Size>();
    const open = new Set<unknown>();
    const sizeOf = (node: unknown): Size => {
        const size = known.get(node);
        if (size !== undefined) {
            return size;
        }
        if (open.has(node)) {
            return { nodes: Infinity, aliased: Infinity };
        }
        open.add(node);
        const parts = isAlias(node)
            ? [targets.get(node)]
            : isPair(node)
              ? [node.key, node.value]
              : isMap(node) || isSeq(node)
                ? node.items
                : [];
        let [nodes, aliased] = [isPair(node) ? 0 : 1, 0];
        for (const part of parts) {
            const inner = sizeOf(part);
            nodes += inner.nodes;
            aliased += isAlias(node) ? inner.nodes : inner.aliased;
        }
        open.delete(node);
        const sum = { nodes, aliased };
        known.set(node, sum);
        return sum;
    };
    const { nodes, aliased } = sizeOf(document.contents);
    const [low, high] = [400_000, 4_000_000];
    const share = 0.99 - 0.89 * Math.min(1, Math.max(0, (nodes - low) / (high - low)));
    return nodes === Infinity || (aliased > 100 && nodes > 1000 && aliased / nodes > share);
}
