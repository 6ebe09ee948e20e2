import type * as pulumi from "@pulumi/pulumi";
import type { PrometheusAccess } from "../../gate/model/prometheusAccess";

/** Access of an app's AnalysisTemplate and gate to a Prometheus that requires authentication. */
export interface PrometheusAccessArgs extends PrometheusAccess<pulumi.Input<string>> {
    /**
     * The controller's ServiceAccount, which gets a Role to read these Secrets. Upstream's manifest lets it read every
     * Secret, `ArgoRollouts` of this package none of the app's.
     * @default - no Role
     */
    readonly reader?: { readonly namespace: string; readonly serviceAccount: string };
}

/** Returns the part of the arguments that the gate and Argo Rollouts need; undefined if it is empty. */
export function accessOf(args: PrometheusAccessArgs = {}): PrometheusAccess<pulumi.Input<string>> | undefined {
    const given = Object.entries(args as Record<string, unknown>).filter(
        ([name, value]) => name !== "reader" && value !== undefined,
    );
    return given.length === 0 ? undefined : Object.fromEntries(given);
}
