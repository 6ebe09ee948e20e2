/**
 * Returns a metric's series about the objects of a namespace that match, as operands of `or` without parentheses.
 *
 * They are those of an exporter for the whole cluster. A scrape with `honorLabels` has the object's namespace in
 * `namespace`; one without has the exporter's own there, and the object's in `exported_namespace`.
 */
export function inNamespace(namespace: string, metric: string, matchers: string): string {
    const exported = `${metric}{exported_namespace="${namespace}",${matchers}}`;
    return `${exported} or ${metric}{exported_namespace="",namespace="${namespace}",${matchers}}`;
}
