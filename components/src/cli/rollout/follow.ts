import { type Cluster, missingRollout } from "../../gate/cluster/cluster";
import { type DriveEvent, type DriveState, initialState, reduce } from "../../gate/drive/driveState";
import { verdictsOf } from "../../gate/history/judgement";
import type { Clock } from "../../gate/model/clock";
import { tickMs } from "../../gate/model/gracePeriods";
import { describeFinding } from "../../gate/report/finding";
import type { RolloutName } from "../options";
import type { Display } from "./display";
import { answersJudge } from "./answersJudge";
import type { RequestsSource } from "./requestsSource";
import { shareCounter } from "./shareCounter";
import { hasEnded, isOver } from "./standing";

/** The end of a followed rollout: its state, and the reason. */
export interface Followed {
    readonly state: DriveState;
    readonly why: "over" | "timedOut" | "removed";
}

/** A rollout to follow. */
export interface FollowSubject {
    readonly rollout: RolloutName;
    /** @default its requests are not counted */
    readonly requests?: RequestsSource;
    /** Infinity to follow it to its end. */
    readonly timeoutMs: number;
}

/** A cluster that answered before may be silent for this time. */
const outageMs = 60_000;

/** The traffic of a version that has ended may stay where it is for this time. */
const settleMs = 60_000;

/**
 * Follows a rollout to its end, and shows it. Rejects with the ApiError if the cluster does not answer, or has no such
 * Rollout at the start.
 */
export async function follow(
    { rollout, requests, timeoutMs }: FollowSubject,
    cluster: Pick<Cluster, "watchRollout">,
    display: Display,
    clock: Clock,
): Promise<Followed> {
    const startedAt = clock.now();
    const stop = new AbortController();
    const queries = [
        ...(requests === undefined ? [] : [shareCounter(requests, dispatch)]),
        ...(requests?.judge === undefined ? [] : [answersJudge(requests, requests.judge, dispatch)]),
    ];
    let state = initialState(startedAt, undefined);
    let wake: () => void = () => undefined;

    function dispatch(event: DriveEvent): void {
        const now = clock.now();
        const before = state;
        state = stateAfter(before, event, rollout.namespace, now);
        showEvent(event, before, state, display, now);
        wake();
    }

    const watching = cluster.watchRollout(
        {
            onSnapshot: (snapshot, gap) => {
                dispatch({ kind: "snapshot", snapshot, gap });
            },
            onError: (error) => {
                dispatch({ kind: "error", error });
            },
            onReconnect: () => {
                dispatch({ kind: "reconnect" });
            },
            onWarning: (text) => {
                display.note(text, clock.now());
            },
        },
        stop.signal,
    );
    let endedAt: number | undefined;
    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            endedAt = state.observation !== undefined && hasEnded(state.observation) ? (endedAt ?? now) : undefined;
            const why =
                reasonToEnd(state, rollout, endedAt, now) ?? (now >= startedAt + timeoutMs ? "timedOut" : undefined);
            display.show(now, why !== undefined);
            if (why !== undefined) {
                return { state, why };
            }
            for (const ask of queries) {
                ask(state, now);
            }
            const left = startedAt + timeoutMs - now;
            await clock.sleep(Math.min(left, tickMs, display.dueIn(now)), woken);
        }
    } finally {
        stop.abort();
        await watching;
    }
}

/** Returns the state after an event; a version that replaces the followed one starts again. */
function stateAfter(before: DriveState, event: DriveEvent, namespace: string, now: number): DriveState {
    const state = reduce(before, event, { namespace }, now);
    return isReplaced(state)
        ? reduce({ ...initialState(now, undefined), connectivity: state.connectivity }, event, { namespace }, now)
        : state;
}

function isReplaced({ observation: o, history: { podHash } }: DriveState): boolean {
    return o?.generationObserved === true && o.templateObserved && podHash !== undefined && o.podHash !== podHash;
}

function showEvent(event: DriveEvent, before: DriveState, after: DriveState, display: Display, now: number): void {
    const { observation: o, history } = after;
    const { synced, outage } = before.connectivity;
    if (event.kind === "error" && synced && outage === undefined) {
        display.note(`connection lost, reconnecting: ${event.error.message}`, now);
    }
    if (o === undefined) {
        return;
    }
    const known = before.history.podHash;
    if (known !== undefined && history.podHash !== undefined && known !== history.podHash) {
        display.note(`another version follows: revision ${o.revision}, ${o.image}, pod hash ${o.podHash}`, now);
    }
    for (const { finding } of verdictsOf(history.judgement).slice(verdictsOf(before.history.judgement).length)) {
        display.note(describeFinding(finding), now);
    }
    if (event.kind === "snapshot" || event.kind === "ended") {
        display.see(o, history, now);
    }
}

/** Returns the reason to end now; undefined to go on. Throws the error of a cluster that does not answer. */
function reasonToEnd(
    { observation: o, history, connectivity: { outage, synced } }: DriveState,
    { namespace, name }: RolloutName,
    endedAt: number | undefined,
    now: number,
): "over" | "removed" | undefined {
    if (outage !== undefined && (!synced || now >= outage.since + outageMs)) {
        throw outage.error;
    }
    if (!synced) {
        return undefined;
    }
    if (o === undefined) {
        if (history.podHash === undefined) {
            throw missingRollout(namespace, name);
        }
        return "removed";
    }
    return endedAt !== undefined && (isOver(o) || now >= endedAt + settleMs) ? "over" : undefined;
}
