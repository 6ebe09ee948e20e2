import { parser } from "@prometheus-io/lezer-promql";
import type { Result } from "../condition/values";

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** Thrown for a query with a result that this model does not know. */
export class QueryNotUnderstood extends Error {
    override readonly name = "QueryNotUnderstood";
}

/**
 * Returns the result of a query if no series matches any of its selectors: an empty vector, one number, or a scalar.
 * Labels are left out: two vectors of one number match.
 *
 * @throws QueryNotUnderstood
 */
export function resultWithoutData(query: string): Result {
    const tree = parser.parse(query);
    const errors: number[] = [];
    tree.iterate({
        enter: ({ type, from }) => {
            if (type.isError) {
                errors.push(from);
            }
        },
    });
    const top = tree.topNode.firstChild;
    if (errors.length > 0 || top === null) {
        throw new QueryNotUnderstood();
    }
    return resultOf(top, query);
}

/** Expressions with the result of the expression within. */
const transparent = new Set([
    "ParenExpr",
    "OffsetExpr",
    "StepInvariantExpr",
    "AnchoredExpr",
    "SmoothedExpr",
    "SubqueryExpr",
    "MatrixSelector",
]);

function resultOf(node: SyntaxNode, query: string): Result {
    if (transparent.has(node.name)) {
        return resultOf(childOf(node), query);
    }
    switch (node.name) {
        case "VectorSelector":
            return [];
        case "NumberDurationLiteral":
            return numberIn(node, query);
        case "UnaryExpr": {
            const operand = resultOf(node.lastChild ?? node, query);
            return query.slice(node.from, node.to).startsWith("-") ? mapped(operand, (value) => -value) : operand;
        }
        case "FunctionCall":
            return called(textOf(node.getChild("FunctionIdentifier"), query), argumentsOf(node, query));
        case "AggregateExpr":
            return aggregated(textOf(node.getChild("AggregateOp"), query), argumentsOf(node, query));
        case "BinaryExpr":
            return operated(node, query);
        default:
            throw new QueryNotUnderstood();
    }
}

function childOf(node: SyntaxNode): SyntaxNode {
    if (node.firstChild === null) {
        throw new QueryNotUnderstood();
    }
    return node.firstChild;
}

function numberIn(node: SyntaxNode, query: string): number {
    const text = textOf(node, query).replaceAll("_", "");
    const number = /^[-+]?inf$/.test(text) ? Number(text.replace("inf", "Infinity")) : Number(text);
    if (Number.isNaN(number) && text !== "nan") {
        throw new QueryNotUnderstood();
    }
    return number;
}

function textOf(node: SyntaxNode | null, query: string): string {
    return node === null ? "" : query.slice(node.from, node.to).toLowerCase();
}

/** Returns the results of the arguments; strings, such as the labels of label_replace, are left out. */
function argumentsOf(node: SyntaxNode, query: string): Result[] {
    const body = node.getChild("FunctionCallBody");
    const all: Result[] = [];
    for (let child = body?.firstChild ?? null; child !== null; child = child.nextSibling) {
        if (child.name !== "StringLiteral") {
            all.push(resultOf(child, query));
        }
    }
    return all;
}

function isEmpty(result: Result | undefined): boolean {
    return typeof result === "object" && result.length === 0;
}

function valueOf(result: Result | undefined): number {
    const value = typeof result === "object" ? result[0] : result;
    if (value === undefined) {
        throw new QueryNotUnderstood();
    }
    return value;
}

function mapped(result: Result, change: (value: number) => number): Result {
    return typeof result === "object" ? result.map(change) : change(result);
}

/** Functions of one number. */
const ofNumber: Readonly<Record<string, (value: number) => number>> = {
    abs: Math.abs,
    ceil: Math.ceil,
    exp: Math.exp,
    floor: Math.floor,
    ln: Math.log,
    log2: Math.log2,
    log10: Math.log10,
    round: Math.round,
    sgn: Math.sign,
    sqrt: Math.sqrt,
};
/** Functions that keep a vector's numbers, or those of a subquery that is the same at each time. */
const keeping = /^(sort\w*|label_\w+|(avg|max|min|last|first)_over_time)$/;
/** Functions that are 0 for a subquery that is the same at each time. */
const changing = /^(rate|irate|increase|delta|idelta|deriv|changes|resets|(stddev|stdvar|mad)_over_time)$/;

function called(name: string, args: readonly Result[]): Result {
    const [first, second, third] = args;
    switch (name) {
        case "vector":
            return [valueOf(first)];
        case "scalar":
            return isEmpty(first) ? NaN : valueOf(first);
        case "pi":
            return Math.PI;
        case "absent":
        case "absent_over_time":
            return isEmpty(first) ? [1] : [];
    }
    if (args.some(isEmpty)) {
        return [];
    }
    const change = ofNumber[name];
    if (change !== undefined && args.length === 1) {
        return [change(valueOf(first))];
    }
    if (keeping.test(name)) {
        return [valueOf(first)];
    }
    if (changing.test(name)) {
        return [0];
    }
    switch (name) {
        case "present_over_time":
            return [1];
        case "clamp_min":
            return [Math.max(valueOf(first), valueOf(second))];
        case "clamp_max":
            return [Math.min(valueOf(first), valueOf(second))];
        case "clamp":
            return [Math.max(valueOf(second), Math.min(valueOf(third), valueOf(first)))];
        default:
            // Such as time(), and the sum of a subquery, which depends on its steps.
            throw new QueryNotUnderstood();
    }
}

function aggregated(operator: string, args: readonly Result[]): Result {
    const vector = args.at(-1);
    if (isEmpty(vector)) {
        return [];
    }
    switch (operator) {
        case "count":
        case "group":
        case "count_values":
            return [1];
        case "stddev":
        case "stdvar":
            return [0];
        default:
            return [valueOf(vector)];
    }
}

const arithmetic: Readonly<Record<string, (left: number, right: number) => number>> = {
    Add: (left, right) => left + right,
    Sub: (left, right) => left - right,
    Mul: (left, right) => left * right,
    Div: (left, right) => left / right,
    Mod: (left, right) => left % right,
    Pow: (left, right) => left ** right,
    Atan2: Math.atan2,
};
const comparisons: Readonly<Record<string, (left: number, right: number) => boolean>> = {
    Eql: (left, right) => left === right,
    Neq: (left, right) => left !== right,
    Gtr: (left, right) => left > right,
    Gte: (left, right) => left >= right,
    Lss: (left, right) => left < right,
    Lte: (left, right) => left <= right,
};

function operated(node: SyntaxNode, query: string): Result {
    const operator = node.firstChild?.nextSibling?.name ?? "";
    const left = resultOf(childOf(node), query);
    const right = resultOf(node.lastChild ?? node, query);
    switch (operator) {
        case "Or":
            return isEmpty(left) ? right : left;
        case "And":
            return isEmpty(right) ? [] : left;
        case "Unless":
            return isEmpty(right) ? left : [];
    }
    if (node.getChild("FillModifier") !== null) {
        throw new QueryNotUnderstood();
    }
    if (isEmpty(left) || isEmpty(right)) {
        return [];
    }
    const scalars = typeof left === "number" && typeof right === "number";
    const result = (value: number): Result => (scalars ? value : [value]);
    const calculate = arithmetic[operator];
    if (calculate !== undefined) {
        return result(calculate(valueOf(left), valueOf(right)));
    }
    const compare = comparisons[operator];
    if (compare === undefined) {
        throw new QueryNotUnderstood();
    }
    const holds = compare(valueOf(left), valueOf(right));
    if (node.getChild("BoolModifier") !== null) {
        return result(holds ? 1 : 0);
    }
    // A comparison is a filter of the vector, which may be the second operand.
    return holds ? [valueOf(typeof left === "number" ? right : left)] : [];
}
