import { parser } from "@prometheus-io/lezer-promql";

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

/** Returns the vector selectors of a PromQL expression, in its order; those of a broken one as far as it was read. */
export function promqlSelectors(query: string): Selector[] {
    const selectors: Selector[] = [];
    parser.parse(query).iterate({
        enter: ({ name, node }) => {
            const text = (child: { readonly from: number; readonly to: number } | null) =>
                child === null ? "" : query.slice(child.from, child.to);
            if (name === "VectorSelector") {
                const matchers = node.getChild("LabelMatchers")?.getChildren("UnquotedLabelMatcher") ?? [];
                selectors.push({
                    metric: text(node.getChild("Identifier")),
                    matchers: matchers.map((matcher) => ({
                        label: text(matcher.getChild("LabelName")),
                        operator: text(matcher.getChild("MatchOp")),
                        value: text(matcher.getChild("StringLiteral")).slice(1, -1),
                    })),
                });
            }
        },
    });
    return selectors;
}
