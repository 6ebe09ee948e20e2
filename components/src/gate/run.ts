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
import { deliveryTo, type Delivery } from "./notify/delivery";
import { type NotifiedVerdict, verdictNotification, type VerdictSubject } from "./notify/notification";
import { notifierOf } from "./notify/notifier";
import { verifiedBefore } from "./decision/verification";
import { publish } from "./publish";
import { noteLine } from "./report/format";
import { endSentence, unseenReport } from "./report/updateReport";
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
    const noted = (text: string) => {
        log(noteLine(text, Date.now()));
    };
    const delivery = deliveryOf(inputs, noted);
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
            ...(delivery !== undefined && { onState: notifierOf(delivery, discovered.inputs, noted) }),
        });
    } catch (error) {
        // A refresh clears the failure that the engine recorded, so the state records it too.
        const message = messageOf(error);
        const verdict = { outcome: "Unproven", code: "ClusterFailed", sentence: message };
        const notified = notifyOfEnd(delivery, inputs, verdict, noted);
        const report = await writeReportOf(unseenReport(inputs, message, startedAt, Date.now()), inputs, log);
        await notified;
        const state = { ...olds, ...inputs, ...notVerified(olds), report };
        return { state, sentence: withReport(message, report), failure: "ClusterFailed" };
    }
    const { result, observation } = end;
    // Before the report: a fault in reporting changes no result.
    const results = { ...inputs, ...resultOf(end, olds) };
    const { notes } = discovered;
    const { requestsMetric } = discovered.inputs;
    const sentence = endSentence(end, `${inputs.namespace}/${inputs.rolloutName}`);
    const code = result.kind === "fail" ? { code: result.code } : {};
    const rolledOut = result.kind === "fail" || observation === undefined || !verifiedBefore(observation, end.history);
    const subject = { ...inputs, observation, history: end.history, evidence: results.evidence };
    const notified = rolledOut
        ? notifyOfEnd(delivery, subject, { outcome: result.outcome, ...code, sentence }, noted)
        : undefined;
    const { report, note } = await publish(api, end, { state: results, requestsMetric, notes }, log);
    const all = [...notes, note, await notified].filter((one) => one !== undefined);
    const state = withNotes({ ...results, report }, all);
    if (result.kind === "fail") {
        return { state: { ...olds, ...state }, sentence: withReport(end.failure, report), failure: result.code };
    }
    return { state, sentence: withReport(sentence, report) };
}

/** The longest wait of a finished update for the webhook, in milliseconds. */
const lastDeliveryMs = 5_000;

function deliveryOf({ notifications }: RolloutGateInputs, log: (text: string) => void): Delivery | undefined {
    return notifications?.webhook && deliveryTo(notifications.webhook, { clock: systemClock(), log });
}

/** Notifies of the end, once every decision is made; resolves to a note about what was not delivered. */
async function notifyOfEnd(
    delivery: Delivery | undefined,
    subject: VerdictSubject,
    verdict: Omit<NotifiedVerdict, "success">,
    log: (text: string) => void,
): Promise<string | undefined> {
    if (delivery === undefined) {
        return undefined;
    }
    try {
        delivery.send(verdictNotification(subject, verdict, Date.now()));
        const left = await delivery.end(lastDeliveryMs);
        if (left === undefined) {
            return undefined;
        }
        const note = `the webhook did not get ${left}`;
        log(note);
        return note;
    } catch (error) {
        // A fault in notifying changes no result.
        return `the webhook did not get rollout.verdict: ${messageOf(error)}`;
    }
}

function withNotes(state: RolloutGateState, notes: readonly string[]): RolloutGateState {
    const { evidence = {} } = state;
    return notes.length === 0
        ? state
        : { ...state, evidence: { ...evidence, notes: [...(evidence.notes ?? []), ...notes] } };
}
