import type * as pulumi from "@pulumi/pulumi";
import type { PrometheusAccess } from "../../gate/model/prometheusAccess";

/** Access of an app's AnalysisTemplate and gate to a Prometheus that requires authentication. */
export type PrometheusAccessArgs = PrometheusAccess<pulumi.Input<string>>;

/** Returns the access without what is absent; undefined if nothing is left. */
export function accessOf(args: PrometheusAccessArgs = {}): PrometheusAccessArgs | undefined {
    const given = Object.entries(args as Record<string, unknown>).filter(([, value]) => value !== undefined);
    return given.length === 0 ? undefined : Object.fromEntries(given);
}
