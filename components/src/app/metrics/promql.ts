import { parser } from "@prometheus-io/lezer-promql";

/** An error in an expression. */
export interface PromqlError {
    /** The position of the first character that does not fit, from 0. */
    readonly at: number;
}

/** Returns the first error of an expression of PromQL; undefined for a valid one. */
export function promqlError(query: string): PromqlError | undefined {
    let first: PromqlError | undefined;
    parser.parse(query).iterate({
        enter: ({ type, from }) => {
            first ??= type.isError ? { at: from } : undefined;
        },
    });
    return first;
}

/** Returns the number of selectors of an expression. */
export function selectorCount(query: string): number {
    return selectorsOf(query).length;
}

/** Returns a valid expression with label matchers, such as `job="web"`, added to each of its selectors. */
export function withMatchers(query: string, matchers: string): string {
    let changed = query;
    // From the last one to the first, so that the positions before it stay.
    for (const { end, labels } of selectorsOf(query).toReversed()) {
        if (labels === undefined) {
            changed = `${changed.slice(0, end)}{${matchers}}${changed.slice(end)}`;
        } else {
            // In front, because a comment may be at the end.
            const others = query.slice(labels.from + 1);
            const separator = /^\s*\}/.test(others) ? "" : ",";
            changed = `${changed.slice(0, labels.from)}{${matchers}${separator}${changed.slice(labels.from + 1)}`;
        }
    }
    return changed;
}

/** A selector: its end, and its matchers with their braces. */
interface Selector {
    readonly end: number;
    readonly labels?: { readonly from: number; readonly to: number };
}

function selectorsOf(query: string): Selector[] {
    const selectors: Selector[] = [];
    parser.parse(query).iterate({
        enter: ({ name, node }) => {
            if (name === "VectorSelector") {
                const labels = node.getChild("LabelMatchers");
                const end = node.to;
                selectors.push(labels === null ? { end } : { end, labels: { from: labels.from, to: labels.to } });
            }
        },
    });
    return selectors;
}
