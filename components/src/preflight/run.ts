import { connect } from "../kubernetes";
import { metricsOf } from "../gate/cluster/prometheus";
import { credentialsOf } from "../gate/cluster/prometheusCredentials";
import { checkFacts } from "./checks";
import type { PreflightFacts } from "./facts";
import type { Checked } from "./finding";
import type { PreflightInputs } from "./inputs";
import { readFacts } from "./readFacts";

/** The result of a preflight. */
export interface PreflightResult {
    readonly facts: PreflightFacts;
    /** Problems first. */
    readonly found: readonly Checked[];
}

/**
 * Reads a cluster and checks what a rollout needs there. Changes nothing.
 *
 * @param log receives the reason for a wait
 * @throws Error if the API server does not answer
 */
export async function runPreflight(inputs: PreflightInputs, log: (text: string) => void): Promise<PreflightResult> {
    const api = await connect(inputs);
    const facts = await readFacts(inputs, {
        api,
        metrics: metricsOf(api, inputs, credentialsOf(api, inputs)),
        now: () => Date.now(),
        sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
        log,
    });
    return { facts, found: checkFacts(inputs, facts) };
}
