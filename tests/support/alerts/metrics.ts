import { parser } from "@prometheus-io/lezer-promql";

/** Returns the names of the metrics that an expression of PromQL reads. */
export function metricsOf(expr: string): string[] {
    const metrics: string[] = [];
    parser.parse(expr).iterate({
        enter: ({ name, node }) => {
            const identifier = name === "VectorSelector" ? node.getChild("Identifier") : null;
            metrics.push(...(identifier === null ? [] : [expr.slice(identifier.from, identifier.to)]));
        },
    });
    return metrics;
}
