import { isFatal } from "../cluster/cluster";
import type { ClusterSnapshot } from "../cluster/snapshot";
import { clusterFailed, evaluateConnectivity, type Connectivity } from "../decision/connectivity";
import type { Situation } from "../decision/situation";
import { isQuery, wait, type Decision, type Query } from "../decision/types";
import { emptyHistory, withObservation, type RolloutHistory } from "../history/history";
import { withReconnection } from "../history/updates";
import type { RolloutGateInputs } from "../model/inputs";
import type { Previous } from "../model/previous";
import { observe, type Observation } from "../observation/observe";
import { actionName, historyAtStart, type Action, type HistoryUpdate } from "./act";

/** The state of a drive, reduced from its events. */
export interface DriveState {
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    readonly connectivity: Connectivity;
    /** The action that is being carried out; no decision is made until it ends. */
    readonly acting: Exclude<Action, Query> | undefined;
    /** The queries of Prometheus that are being answered; only another one of the same kind waits for them. */
    readonly queries: readonly Query["kind"][];
    /** The error by which the cluster has rejected an action permanently. */
    readonly rejection: Error | undefined;
}

/** An event of a drive. */
export type DriveEvent =
    /** `gap`: weights may have been missed since the last one. */
    | { readonly kind: "snapshot"; readonly snapshot: ClusterSnapshot; readonly gap: boolean }
    | { readonly kind: "error"; readonly error: Error }
    | { readonly kind: "reconnect" }
    | { readonly kind: "started"; readonly action: Action; readonly observation: Observation }
    | { readonly kind: "ended"; readonly action: Action; readonly update: HistoryUpdate }
    | { readonly kind: "failed"; readonly action: Action; readonly error: Error };

/** Creates the state of a new drive. */
export function initialState(startedAt: number, previous: Previous | undefined): DriveState {
    return {
        observation: undefined,
        history: emptyHistory(startedAt, previous),
        connectivity: { synced: false, outage: undefined },
        acting: undefined,
        queries: [],
        rejection: undefined,
    };
}

/** The rollout that is observed. */
export type ObservedSubject = Pick<RolloutGateInputs, "namespace" | "propagationSeconds">;

/** Returns the state after one more event. */
export function reduce(state: DriveState, event: DriveEvent, subject: ObservedSubject, now: number): DriveState {
    const { history, connectivity } = state;
    switch (event.kind) {
        case "snapshot": {
            const observation = observe(event.snapshot, subject.namespace, now, subject.propagationSeconds);
            const before = event.gap ? { ...history, gap: true } : history;
            return {
                ...state,
                observation,
                history: withObservation(before, observation, now),
                connectivity: { ...connectivity, synced: true },
            };
        }
        case "error": {
            const { error } = event;
            const { outage } = connectivity;
            const same = outage !== undefined && isFatal(outage.error) === isFatal(error);
            return { ...state, connectivity: { ...connectivity, outage: { error, since: same ? outage.since : now } } };
        }
        case "reconnect":
            return {
                ...state,
                history: withReconnection(history, now),
                connectivity: { ...connectivity, outage: undefined },
            };
        case "started": {
            const { action, observation } = event;
            const started = { ...state, history: historyAtStart(history, action, observation, now) };
            return isQuery(action)
                ? { ...started, queries: [...state.queries, action.kind] }
                : { ...started, acting: action };
        }
        case "ended":
            return { ...withoutAction(state, event.action), history: event.update(history) };
        case "failed": {
            const failed = withoutAction(state, event.action);
            if (isFatal(event.error)) {
                return { ...failed, rejection: event.error };
            }
            const { sent } = history;
            return event.action.kind === "write" && sent !== undefined
                ? { ...failed, history: { ...history, sent: { ...sent, error: event.error.message } } }
                : failed;
        }
    }
}

function withoutAction(state: DriveState, action: Action): DriveState {
    return isQuery(action)
        ? { ...state, queries: state.queries.filter((kind) => kind !== action.kind) }
        : { ...state, acting: undefined };
}

/** Returns the decision while the cluster is away or an action is carried out; undefined if the rollout decides. */
export function decideWithoutRollout(state: DriveState, situation: Situation): Decision | undefined {
    const { rejection, connectivity, acting } = state;
    if (rejection !== undefined) {
        return { ...clusterFailed({ kind: "clusterError", message: rejection.message }), forbidden: true };
    }
    const disconnected = evaluateConnectivity(connectivity, situation);
    if (disconnected !== undefined || acting === undefined) {
        return disconnected;
    }
    return wait({ kind: "acting", action: actionName(acting) });
}
