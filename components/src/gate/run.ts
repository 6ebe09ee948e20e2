import { type KubernetesApi, messageOf, shareConnection } from "../kubernetes";
import { clusterOf } from "./cluster/cluster";
import { metricsOf } from "./cluster/prometheus";
import { credentialsOf } from "./cluster/prometheusCredentials";
import { discover, type Discovered } from "./drive/discover";
import { drive, type Report } from "./drive/drive";
import { startInitialAnalysis } from "./drive/initialAnalysis";
import { systemClock } from "./model/clock";
import type { RolloutGateInputs } from "./model/inputs";
import type { GateErrorCode } from "./model/outcome";
import { publish } from "./publish";
import { noteLine } from "./report/format";
import { successSentence, unseenReport } from "./report/updateReport";
import { withReport, writeReportOf } from "./report/writeReportOf";
import { notVerified, previousOf, resultOf, type RolloutGateState } from "./state";

/** The end of a gate's run: the state for the next one, and the sentence about it. */
export interface GateRun {
    readonly state: RolloutGateState;
    readonly sentence: string;
    /** Undefined for a version that is verified, or did not need to be. */
    readonly failure?: GateErrorCode;
}

/**
 * Drives a Rollout to its end, verifies it, and publishes the verdict. Resolves after a failure too.
 *
 * @param command - the command of the user, for the sentence of a failure; by default `pulumi up`
 */
export async function runGate(
    inputs: RolloutGateInputs,
    olds: RolloutGateState | undefined,
    log: (line: string) => void,
    command?: string,
): Promise<GateRun> {
    const connection = shareConnection(inputs);
    try {
        return await runOn(connection.api, inputs, olds, log, command);
    } finally {
        connection.release();
    }
}

async function runOn(
    connecting: Promise<KubernetesApi>,
    inputs: RolloutGateInputs,
    olds: RolloutGateState | undefined,
    log: (line: string) => void,
    command: string | undefined,
): Promise<GateRun> {
    const startedAt = Date.now();
    let api: KubernetesApi;
    let discovered: Discovered;
    let end: Report;
    try {
        api = await connecting;
        discovered = await discover(api, inputs);
        for (const note of discovered.notes) {
            log(noteLine(note, startedAt));
        }
        end = await drive({ ...discovered.inputs, ...(command !== undefined && { command }) }, previousOf(olds), {
            cluster: clusterOf(api, inputs.namespace, inputs.rolloutName),
            metrics: metricsOf(api, discovered.inputs, credentialsOf(api, inputs)),
            verify: (o) => startInitialAnalysis(api, o),
            clock: systemClock(),
            log,
        });
    } catch (error) {
        // A refresh clears the failure that the engine recorded, so the state records it too.
        const message = messageOf(error);
        const report = await writeReportOf(unseenReport(inputs, message, startedAt, Date.now()), inputs, log);
        const state = { ...olds, ...inputs, ...notVerified(olds), report };
        return { state, sentence: withReport(message, report), failure: "ClusterFailed" };
    }
    const { result, observation } = end;
    // Before the report: a fault in reporting changes no result.
    const results = { ...inputs, ...resultOf(end, olds) };
    const { notes } = discovered;
    const { requestsMetric } = discovered.inputs;
    const { report, note } = await publish(api, end, { state: results, requestsMetric, notes }, log);
    const state = withNotes({ ...results, report }, note === undefined ? notes : [...notes, note]);
    if (result.kind === "fail") {
        return { state: { ...olds, ...state }, sentence: withReport(end.failure, report), failure: result.code };
    }
    const name = `${inputs.namespace}/${inputs.rolloutName}`;
    return { state, sentence: withReport(successSentence(name, result.outcome, observation), report) };
}

function withNotes(state: RolloutGateState, notes: readonly string[]): RolloutGateState {
    const { evidence = {} } = state;
    return notes.length === 0
        ? state
        : { ...state, evidence: { ...evidence, notes: [...(evidence.notes ?? []), ...notes] } };
}
