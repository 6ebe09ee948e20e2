import type { Cluster } from "../cluster/cluster";
import type { Decision, Query } from "../decision/types";
import { isFinal } from "../decision/evaluatePause";
import type { RolloutHistory } from "../history/history";
import type { ShareResult } from "../history/pauses";
import {
    withConfirmation,
    withDrainResult,
    withLook,
    withReview,
    withSentWrite,
    withShareResult,
} from "../history/updates";
import { judgementAtLook } from "../history/judgement";
import { observe, type Observation } from "../observation/observe";
import { misrouted } from "../observation/routedWeight";
import { measureDrain } from "./drainMeasurement";
import { lookAtAnswers } from "./judgeAnswers";
import { measure } from "./measurement";
import { reviewSteps } from "./stepsReview";
import { forecastPower } from "./trafficForecast";
import { causesOfNoRequest } from "./unreachedCanary";
import type { GatePolicy } from "../model/inputs";
import { isFullPromotion, patchOf } from "../decision/writes";
import type { Metrics } from "../cluster/prometheus";
import type { WriteKind } from "../model/finding";

/** A decision that needs the network. */
export type Action = Query | Extract<Decision, { kind: "write" | "verify" | "confirm" }>;

/** Dependencies of an action. */
export interface ActionPorts {
    readonly cluster: Cluster;
    readonly metrics: Metrics;
    /** Starts the AnalysisRun that measures a first deploy; does nothing if it exists. */
    readonly verify: (o: Observation) => Promise<void>;
}

/** The effect of an action on the history; applied at its end, to the history of that time. */
export type HistoryUpdate = (history: RolloutHistory) => RolloutHistory;

/** Returns the history with an action that is about to begin. */
export function historyAtStart(history: RolloutHistory, action: Action, o: Observation, now: number): RolloutHistory {
    // From here on, so that other decisions are made until the query's end.
    if (action.kind === "forecast") {
        return { ...history, power: { findings: [], at: now } };
    }
    if (action.kind === "judge") {
        return { ...history, judgement: judgementAtLook(history.judgement, action.judge, now, action.since) };
    }
    if (action.kind !== "write") {
        return action.kind === "verify" ? { ...history, verifiedAt: now } : history;
    }
    const { write } = action;
    const { stepIndex, resourceVersion } = o;
    const full = isFullPromotion(write) ? { full: true as const } : {};
    const sent = withSentWrite(history, { kind: write.kind, stepIndex, resourceVersion, at: now, ...full });
    return write.kind === "abort" && history.abort === undefined
        ? { ...sent, abort: { code: write.code, findings: write.findings, at: now } }
        : sent;
}

/** Carries out an action. Rejects if the cluster rejects it; Prometheus' silence is a result, not an error. */
export async function act(
    action: Action,
    o: Observation,
    history: RolloutHistory,
    subject: GatePolicy & { readonly job: string },
    ports: ActionPorts,
    now: number,
): Promise<HistoryUpdate> {
    switch (action.kind) {
        case "measure": {
            const measured = await measure(action, o, history, subject, ports.metrics, now);
            const shareResult = await withCauses(measured, action.stepIndex, history, ports.cluster, now);
            return (later) => withShareResult(later, action.stepIndex, shareResult, now);
        }
        case "forecast": {
            const power = await forecastPower(action, subject, ports.metrics);
            return (later) => ({ ...later, power: { ...power, at: now } });
        }
        case "judge": {
            const look = await lookAtAnswers(action, subject, o.podHash, ports.metrics);
            return (later) => withLook(later, look);
        }
        case "drain": {
            const result = await measureDrain(action, o, subject, ports.metrics);
            return (later) => withDrainResult(later, result, now);
        }
        case "review": {
            const result = await reviewSteps(o, subject, ports);
            return (later) => withReview(later, result, now);
        }
        case "write": {
            const answer = await ports.cluster.patchStatus(patchOf(action.write, o));
            return (later) =>
                later.sent === undefined ? later : { ...later, sent: { ...later.sent, applied: answer === "applied" } };
        }
        case "confirm": {
            const live = observe(await ports.cluster.readTraffic(), o.namespace, now);
            const found = live !== undefined && misrouted(live).length > 0;
            return (later) => withConfirmation(later, found, now);
        }
        case "verify":
            await ports.verify(o);
            return (later) => later;
    }
}

/** Returns a share with the causes of a canary without a request: looked for once in a pause, when the share counts. */
async function withCauses(
    measured: ShareResult,
    stepIndex: number,
    { pauses }: RolloutHistory,
    cluster: Cluster,
    now: number,
): Promise<ShareResult> {
    const pause = pauses.find((candidate) => candidate.stepIndex === stepIndex);
    const counts = pause !== undefined && isFinal({ ...pause, measuredAt: now });
    if (measured.kind !== "outside" || measured.canary > 0 || !counts) {
        return measured;
    }
    const before = pause.shareResult?.kind === "outside" ? pause.shareResult.causes : undefined;
    return { ...measured, causes: before ?? (await causesOfNoRequest(cluster)) };
}

/** Returns the name of an action as a verb. */
export function actionName(action: Action): Query["kind"] | "verify" | "confirm" | WriteKind {
    return action.kind === "write" ? action.write.kind : action.kind;
}
