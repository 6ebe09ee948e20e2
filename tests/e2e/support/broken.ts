import { gateFailureOf } from "../../../scripts/local/gateOutput";
import { onlyAnswers } from "../../support/e2e/ingressClient";
import type { App } from "./app";
import { environment } from "./environment";
import { assertFailed } from "./pulumiRuns";

/** A schedule that gives a version's pods 20 s to come up. */
export const impatient = {
    steps: [{ setWeight: 50 }, { pause: { duration: "60s" } }, { setWeight: 100 }],
    progressDeadline: "20s",
};

/**
 * The gate's failure message about a version that does not come up; the stable version must serve.
 *
 * Only for an app's first such version: after an aborted version's pods are gone, Argo Rollouts enforces no progress
 * deadline while its ReplicaSet is in the history (docs/how-it-works.md).
 */
export async function failureOfBroken(app: App, version: string, settings: Record<string, unknown>): Promise<string> {
    const run = await app.up(version, { ...impatient, ...settings });
    assertFailed(run);
    const { ingressUrl } = await environment();
    await onlyAnswers(ingressUrl, app.host, "v1", 50);
    return gateFailureOf(run.output) ?? run.output;
}
