import { errorOf } from "../../kubernetes";
import { isFatal } from "../cluster/cluster";
import type { ClusterListener } from "../cluster/watchRollout";
import { decide } from "../decision/decide";
import { isQuery, wait, type Decision } from "../decision/types";
import { unprovenAfter } from "../decision/unproven";
import { isOurs, withTime, type RolloutHistory } from "../history/history";
import { emptyTimeline, type Timeline } from "../history/timeline";
import type { Clock } from "../model/clock";
import type { Finding } from "../model/finding";
import { gracePeriodsFor, tickMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import type { Previous } from "../model/previous";
import type { Observation } from "../observation/observe";
import { describeWait } from "../report/finding";
import { describeWrite, noteOfWait } from "../report/decision";
import { notesOf, type JudgePolicy } from "../report/evidence";
import { explain, failureMessage, type Subject } from "../report/failureMessage";
import { describePauseProgress } from "../report/pauseProgress";
import { describePausePower, describePower } from "../report/power";
import { progressReporter, type ProgressReporter } from "../report/progressReporter";
import { act, actionName, type Action, type ActionPorts } from "./act";
import { timelineAfter } from "./timelineAfter";
import { timelineAtEnd } from "./timelineAtEnd";
import { decideWithoutRollout, initialState, reduce, type DriveEvent, type DriveState } from "./driveState";

/** Side effects of the gate. */
export interface Ports extends ActionPorts {
    readonly clock: Clock;
    readonly log: (line: string) => void;
    /** Receives every decision about the rollout, for example for a recording. */
    readonly onDecision?: (decision: Decision) => void;
    /** Receives every state, for example for notifications. It must return at once. */
    readonly onState?: (state: DriveState, now: number) => void;
}

/** The rollout to drive, and the user's policy. */
export type DriveSubject = Subject & GatePolicy & { readonly heartbeatSeconds: number; readonly job: string };

/** The end of a drive. */
export interface Report {
    readonly result: Extract<Decision, { kind: "succeed" | "fail" }>;
    /** The message for the user when it failed, with the last lines of a pod's log. */
    readonly failure: string;
    /** The same without them, to be kept. */
    readonly keptFailure: string;
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    /** The course over time, for a report. */
    readonly timeline: Timeline;
    /** Findings that a failure leaves unproven about the version. */
    readonly unproven: readonly Finding[];
    readonly finishedAt: number;
    readonly policy: JudgePolicy;
}

/**
 * Drives a rollout until it is verified, has failed, or the time is up. Events change the state; after each event, and
 * every second, the next decision is made on the state and carried out.
 */
export async function drive(subject: DriveSubject, previous: Previous | undefined, ports: Ports): Promise<Report> {
    const { clock } = ports;
    const startedAt = clock.now();
    const gracePeriods = gracePeriodsFor(subject.timeoutSeconds);
    const reporter = progressReporter(ports.log, subject.heartbeatSeconds, startedAt);
    const stop = new AbortController();
    let state = initialState(startedAt, previous);
    let timeline = emptyTimeline;
    let wake: () => void = () => undefined;

    function dispatch(event: DriveEvent): void {
        const now = clock.now();
        const before = state;
        state = reduce(before, event, subject, now);
        timeline = timelineAfter(timeline, event, state, now);
        reportEvent(event, before, state, subject, reporter, now);
        ports.onState?.(state, now);
        wake();
    }

    function next(now: number): Decision {
        const { observation, history } = state;
        const situation = { observation, history, policy: subject, gracePeriods, now };
        const held = decideWithoutRollout(state, situation);
        if (held !== undefined) {
            return held;
        }
        state = { ...state, history: withTime(history, observation, now) };
        const decision = decide({ ...situation, history: state.history });
        ports.onDecision?.(decision);
        return isQuery(decision) && state.queries.includes(decision.kind) ? wait({ kind: "counting" }) : decision;
    }

    function begin(action: Action, observation: Observation, now: number): void {
        dispatch({ kind: "started", action, observation });
        act(action, observation, state.history, subject, ports, now).then(
            (update) => {
                dispatch({ kind: "ended", action, update });
            },
            (error: unknown) => {
                dispatch({ kind: "failed", action, error: errorOf(error) });
            },
        );
    }

    const watching = ports.cluster.watchRollout(listenerOf(dispatch, reporter, clock), stop.signal);
    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            const decision = next(now);
            const { observation, history } = state;
            if (decision.kind === "succeed" || decision.kind === "fail") {
                reporter.flush(now, true, "");
                const messages = await reportEnd(decision, subject, state, ports, reporter, now);
                const unproven = unprovenOf(decision, state, subject);
                const { judge, requestsMetric } = subject;
                const policy = { requestsMetric, ...(judge && { judge }) };
                const end = { observation, history };
                const seen = { ...end, timeline: await timelineAtEnd(timeline, end, subject, ports, now) };
                return { result: decision, ...messages, ...seen, unproven, finishedAt: now, policy };
            }
            reporter.flush(now, false, decision.kind === "wait" ? describeWait(decision.reason) : "");
            if (decision.kind !== "wait" && observation !== undefined) {
                if (decision.kind === "write") {
                    reporter.note(describeWrite(decision.write, observation), now);
                }
                begin(decision, observation, now);
                continue;
            }
            const note = decision.kind === "wait" ? noteOfWait(decision.reason, subject) : undefined;
            if (note !== undefined) {
                reporter.note(note, now);
            }
            const leftMs = startedAt + gracePeriods.timeoutMs - now;
            await clock.sleep(Math.min(leftMs > 0 ? leftMs : tickMs, tickMs, reporter.dueIn(now)), woken);
        }
    } finally {
        stop.abort();
        await watching;
    }
}

function listenerOf(dispatch: (event: DriveEvent) => void, reporter: ProgressReporter, clock: Clock): ClusterListener {
    return {
        onSnapshot(snapshot, gap) {
            dispatch({ kind: "snapshot", snapshot, gap });
        },
        onError(error) {
            dispatch({ kind: "error", error });
        },
        onReconnect() {
            dispatch({ kind: "reconnect" });
        },
        onWarning(text) {
            reporter.note(text, clock.now());
        },
    };
}

/** Reports an event that changed the state. */
function reportEvent(
    event: DriveEvent,
    before: DriveState,
    { observation, history }: DriveState,
    policy: GatePolicy,
    reporter: ProgressReporter,
    now: number,
): void {
    const { synced, outage } = before.connectivity;
    if (event.kind === "snapshot" && isOurs(observation, history)) {
        reporter.see(observation, now);
    } else if (event.kind === "error" && synced && outage === undefined) {
        reporter.note(`connection lost, reconnecting: ${event.error.message}`, now);
    } else if (event.kind === "failed" && !isFatal(event.error)) {
        reporter.note(`could not ${actionName(event.action)}, retrying: ${event.error.message}`, now);
    } else if (event.kind === "ended") {
        for (const note of notesAfter(event.action, before.history, history, policy)) {
            reporter.note(note, now);
        }
    } else if (event.kind === "started" && event.action.kind === "judge") {
        const note = describePauseProgress(before.history, history);
        if (note !== undefined) {
            reporter.note(note, now);
        }
    }
}

/** Returns the notes about an action's result. */
function notesAfter(action: Action, before: RolloutHistory, history: RolloutHistory, policy: GatePolicy) {
    if (action.kind === "forecast") {
        return describePower(history, policy.judge);
    }
    if (action.kind !== "measure") {
        return [];
    }
    const pauseIn = ({ pauses }: RolloutHistory) => pauses.find(({ stepIndex }) => stepIndex === action.stepIndex);
    const pause = pauseIn(history);
    // An open-ended pause is measured again and again.
    const known = pause?.shareResult?.kind === pauseIn(before)?.shareResult?.kind;
    const note = pause === undefined || known ? undefined : describePausePower(pause, history);
    return note === undefined ? [] : [note];
}

function unprovenOf(decision: Report["result"], { observation, history }: DriveState, policy: GatePolicy) {
    return decision.kind === "fail" && observation !== undefined
        ? unprovenAfter(decision, observation, history, policy)
        : [];
}

/** Reports the end of a drive; resolves to the messages of a failure. */
async function reportEnd(
    decision: Report["result"],
    subject: DriveSubject,
    { observation, history }: DriveState,
    { cluster }: Ports,
    reporter: ProgressReporter,
    now: number,
): Promise<Pick<Report, "failure" | "keptFailure">> {
    if (decision.kind === "fail") {
        const { printed, kept } = await explain(decision, observation, history, cluster);
        const messageWith = (explanation: readonly string[]) =>
            failureMessage(decision, subject, observation, history, explanation);
        return { failure: messageWith(printed), keptFailure: messageWith(kept) };
    }
    if (observation !== undefined) {
        for (const note of notesOf(decision.outcome, observation, history, subject)) {
            reporter.note(note, now);
        }
    }
    return { failure: "", keptFailure: "" };
}
