import { selects } from "../../kubernetes/labelSelector";
import type { PreflightFacts } from "../facts";
import { type Checked, note, problem, type Unselecting } from "../finding";
import type { PreflightInputs } from "../inputs";
import type { PrometheusObject } from "../objects";

/** Finds a ServiceMonitor that no Prometheus selects. */
export function checkScraping(inputs: PreflightInputs, { prometheuses, namespaceLabels }: PreflightFacts): Checked[] {
    const { namespace, monitorLabels } = inputs;
    if (monitorLabels === undefined) {
        return [];
    }
    if ("unknown" in prometheuses) {
        return [note({ kind: "scrapingUnknown", reason: prometheuses.unknown })];
    }
    const managed = prometheuses.value.filter(isManaged);
    if (managed.length === 0) {
        return [note({ kind: "scrapingUnknown", reason: "there is no Prometheus of the operator" })];
    }
    const reasons = managed.map((one) => unselecting(one, namespace, monitorLabels, namespaceLabels));
    if (reasons.includes("selected")) {
        return [];
    }
    const unknown = reasons.find((one) => typeof one === "object" && "unknown" in one);
    if (typeof unknown === "object" && "unknown" in unknown) {
        return [note({ kind: "scrapingUnknown", reason: unknown.unknown })];
    }
    const because = reasons.flatMap((one) => (typeof one === "object" && "by" in one ? [one] : []));
    return [problem({ kind: "notScraped", monitor: `${namespace}/${inputs.job}`, because })];
}

/** True for a Prometheus whose configuration the operator writes: it has any selector. */
function isManaged({ spec = {} }: PrometheusObject): boolean {
    const { serviceMonitorSelector, podMonitorSelector, probeSelector, scrapeConfigSelector } = spec;
    return [serviceMonitorSelector, podMonitorSelector, probeSelector, scrapeConfigSelector].some(
        (selector) => selector !== undefined,
    );
}

function unselecting(
    { metadata, spec = {} }: PrometheusObject,
    namespace: string,
    labels: Readonly<Record<string, string>>,
    namespaceLabels: PreflightFacts["namespaceLabels"],
): "selected" | Unselecting | { readonly unknown: string } {
    const prometheus = `${metadata.namespace ?? ""}/${metadata.name}`;
    const { serviceMonitorSelector: monitors, serviceMonitorNamespaceSelector: namespaces } = spec;
    if (monitors === undefined || !selects(monitors, labels)) {
        return { prometheus, by: "serviceMonitorSelector", ...(monitors && { selector: JSON.stringify(monitors) }) };
    }
    if (namespaces === undefined) {
        return metadata.namespace === namespace ? "selected" : { prometheus, by: "serviceMonitorNamespaceSelector" };
    }
    if (Object.keys(namespaces).length === 0) {
        return "selected";
    }
    if ("unknown" in namespaceLabels) {
        return namespaceLabels;
    }
    return selects(namespaces, namespaceLabels.value)
        ? "selected"
        : { prometheus, by: "serviceMonitorNamespaceSelector", selector: JSON.stringify(namespaces) };
}
