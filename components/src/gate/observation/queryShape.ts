import { parser } from "@prometheus-io/lezer-promql";

type Node = ReturnType<typeof parser.parse>["topNode"];

/** A vector selector of an expression. */
export interface Selector {
    /** The name of the metric; empty for a selector by labels alone. */
    readonly metric: string;
    readonly matchers: readonly Matcher[];
}

/** A label matcher; the value is without quotes. */
export interface Matcher {
    readonly label: string;
    readonly operator: string;
    readonly value: string;
}

/** The shape of an expression, as far as it is known: what it divides by what, or the quantile that it takes. */
export interface QueryShape {
    /** The vector selectors, in the order of the expression. */
    readonly selectors: readonly Selector[];
    /** The number that the whole is multiplied by. */
    readonly factor: number;
    /** The selectors of a quotient's two sides. */
    readonly quotient?: { readonly over: readonly Selector[]; readonly under: readonly Selector[] };
    /** The quantile of `histogram_quantile`, between 0 and 1. */
    readonly quantile?: number;
}

/** Returns the shape of a PromQL expression; a broken one has the selectors that were read. */
export function queryShape(query: string): QueryShape {
    const top = parser.parse(query).topNode;
    const { node, factor } = top.firstChild === null ? { node: top, factor: 1 } : scaled(top.firstChild, query);
    const sides = sidesOf(node, "Div");
    const over = sides && scaled(sides[0], query);
    const quantile = quantileOf(node, query);
    return {
        selectors: selectorsOf(top, query),
        factor: factor * (over?.factor ?? 1),
        ...(over && { quotient: { over: selectorsOf(over.node, query), under: selectorsOf(sides[1], query) } }),
        ...(quantile !== undefined && { quantile }),
    };
}

/** Returns an expression without the numbers that it is multiplied by, and their product. */
function scaled(node: Node, query: string): { readonly node: Node; readonly factor: number } {
    const inner = node.name === "ParenExpr" ? node.firstChild : null;
    if (inner !== null) {
        return scaled(inner, query);
    }
    const [left, right] = sidesOf(node, "Mul") ?? [];
    if (left === undefined || right === undefined) {
        return { node, factor: 1 };
    }
    const [number, other] = isNumber(left) ? [left, right] : [right, left];
    if (!isNumber(number)) {
        return { node, factor: 1 };
    }
    const { node: base, factor } = scaled(other, query);
    return { node: base, factor: factor * Number(textOf(number, query)) };
}

function sidesOf(node: Node, operator: "Mul" | "Div"): readonly [Node, Node] | undefined {
    const { firstChild, lastChild } = node;
    const binary = node.name === "BinaryExpr" && node.getChild(operator) !== null;
    return binary && firstChild !== null && lastChild !== null ? [firstChild, lastChild] : undefined;
}

function quantileOf(node: Node, query: string): number | undefined {
    const call = node.name === "FunctionCall" && node.getChild("FunctionIdentifier")?.getChild("HistogramQuantile");
    const number = call ? node.getChild("FunctionCallBody")?.firstChild : undefined;
    return number && isNumber(number) ? Number(textOf(number, query)) : undefined;
}

function isNumber({ name }: Node): boolean {
    return name === "NumberDurationLiteral";
}

function selectorsOf(node: Node, query: string): Selector[] {
    const selectors: Selector[] = [];
    node.cursor().iterate(({ name, node: found }) => {
        if (name === "VectorSelector") {
            const matchers = found.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
            selectors.push({
                metric: textOf(found.getChild("Identifier"), query),
                matchers: matchers.map((matcher) => ({
                    label: textOf(matcher.getChild("LabelName"), query),
                    operator: textOf(matcher.getChild("MatchOp"), query),
                    value: textOf(matcher.getChild("StringLiteral"), query).slice(1, -1),
                })),
            });
        }
    });
    return selectors;
}

function textOf(node: Node | null, query: string): string {
    return node === null ? "" : query.slice(node.from, node.to);
}
