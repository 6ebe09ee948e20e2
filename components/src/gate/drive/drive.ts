import { act, historyAtStart, type Action, type ActionPorts, type HistoryUpdate } from "./act";
import type { Clock } from "../model/clock";
import { isFatal } from "../cluster/cluster";
import { decide } from "../decision/decide";
import { wait, type Decision } from "../decision/types";
import { explain, failureMessage, type Subject } from "../report/failureMessage";
import { notesOf } from "../report/evidence";
import { clusterFailed, evaluateConnectivity, type Connectivity } from "../decision/connectivity";
import { emptyHistory, withObservation, withReconnection, type RolloutHistory } from "../history/history";
import type { Previous } from "../model/outcome";
import { observe, type Observation } from "../observation/observe";
import { gracePeriodsFor, tickMs } from "../model/gracePeriods";
import type { GatePolicy } from "../model/inputs";
import { writeInWords } from "../decision/writes";
import { progressReporter } from "../report/progressReporter";

/** Side effects of the gate. */
export interface Ports extends ActionPorts {
    readonly clock: Clock;
    readonly log: (line: string) => void;
}

/** How the drive ended. */
export interface Report {
    readonly result: Extract<Decision, { kind: "succeed" | "fail" }>;
    /** The message for the user when it failed. */
    readonly failure: string;
    readonly observation: Observation | undefined;
    readonly history: RolloutHistory;
    readonly finishedAt: number;
}

/** What the events have brought so far. */
interface View {
    observation: Observation | undefined;
    synced: boolean;
    outage: Connectivity["outage"];
    history: RolloutHistory;
    /** A write that the cluster does not let this gate do. */
    refused: Error | undefined;
    /** What is being written; nothing is decided meanwhile. */
    acting: Exclude<Action, { kind: "measure" }> | undefined;
    /** Whether Prometheus is being asked; everything but another question goes on meanwhile. */
    measuring: boolean;
}

/** Drives a rollout until it is verified, has failed, or the time is up. */
export async function drive(
    subject: Subject & GatePolicy & { readonly heartbeatSeconds: number; readonly job: string },
    previous: Previous | undefined,
    ports: Ports,
): Promise<Report> {
    const { clock } = ports;
    const startedAt = clock.now();
    const gracePeriods = gracePeriodsFor(subject.timeoutSeconds);
    const reporter = progressReporter(ports.log, subject.heartbeatSeconds, startedAt);
    const stop = new AbortController();
    let wake: () => void = () => undefined;
    const view: View = {
        observation: undefined,
        synced: false,
        outage: undefined,
        history: emptyHistory(startedAt, previous),
        refused: undefined,
        acting: undefined,
        measuring: false,
    };

    const following = ports.cluster.watchRollout(
        {
            onSnapshot(snapshot, gap) {
                const now = clock.now();
                const observation = observe(snapshot, subject.namespace, now);
                view.history = withObservation(gap ? { ...view.history, gap } : view.history, observation, now);
                view.observation = observation;
                view.synced = true;
                // Until the controller has seen this generation, the status is about another version.
                if (observation?.generationObserved && observation.podHash === view.history.podHash) {
                    reporter.see(observation, now);
                }
                wake();
            },
            onError(error) {
                const { synced, outage } = view;
                if (synced && outage === undefined) {
                    reporter.note(`lost the connection, taking it up again: ${error.message}`, clock.now());
                }
                const same = outage !== undefined && isFatal(outage.error) === isFatal(error);
                view.outage = { error, since: same ? outage.since : clock.now() };
                wake();
            },
            onReconnect() {
                view.history = withReconnection(view.history, clock.now());
                view.outage = undefined;
                wake();
            },
            onWarning(text) {
                reporter.note(text, clock.now());
            },
        },
        stop.signal,
    );

    function next(now: number): Decision {
        const { observation, history, acting, refused } = view;
        if (refused !== undefined) {
            return { ...clusterFailed(refused.message), forbidden: true };
        }
        const unheard = evaluateConnectivity(view, history, subject, gracePeriods, now);
        if (unheard !== undefined) {
            return unheard;
        }
        if (acting !== undefined) {
            return wait(`${nameOf(acting)} is under way`);
        }
        const decision = decide(observation, history, subject, gracePeriods, now);
        return decision.kind === "measure" && view.measuring
            ? wait("the versions' requests are being counted")
            : decision;
    }

    function begin(action: Action, observation: Observation, now: number): void {
        if (action.kind === "measure") {
            view.measuring = true;
        } else {
            view.acting = action;
        }
        view.history = historyAtStart(view.history, action, observation, now);
        const end = (afterwards: HistoryUpdate, error?: Error) => {
            if (action.kind === "measure") {
                view.measuring = false;
            } else {
                view.acting = undefined;
            }
            view.history = afterwards(view.history);
            if (error !== undefined && isFatal(error)) {
                view.refused = error;
            } else if (error !== undefined) {
                const { sent } = view.history;
                if (action.kind === "write" && sent !== undefined) {
                    view.history = { ...view.history, sent: { ...sent, error: error.message } };
                }
                reporter.note(`could not ${nameOf(action)}, trying again: ${error.message}`, clock.now());
            }
            wake();
        };
        act(action, observation, view.history, subject, ports, now).then(end, (error: unknown) => {
            end((history) => history, error instanceof Error ? error : new Error(String(error)));
        });
    }

    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            const decision = next(now);
            const { observation, history } = view;
            const ended = decision.kind === "succeed" || decision.kind === "fail";
            reporter.flush(now, ended, decision.kind === "wait" ? decision.reason : "");
            if (decision.kind === "succeed" && observation !== undefined) {
                for (const note of notesOf(decision.outcome, observation, history)) {
                    reporter.note(note, now);
                }
            }
            if (ended) {
                const failure =
                    decision.kind === "fail"
                        ? failureMessage(
                              decision,
                              subject,
                              observation,
                              history,
                              await explain(decision, observation, history, ports.cluster),
                          )
                        : "";
                return { result: decision, failure, observation, history, finishedAt: now };
            }
            if (decision.kind === "wait") {
                if (decision.note !== undefined) {
                    reporter.note(decision.note, now);
                }
            } else if (observation !== undefined) {
                if (decision.kind === "write") {
                    reporter.note(writeInWords(decision.write, observation), now);
                }
                begin(decision, observation, now);
                continue;
            }
            // States are also judged by how long they last, so time itself is looked at every second.
            const leftMs = startedAt + gracePeriods.timeoutMs - now;
            const lookMs = leftMs > 0 ? Math.min(tickMs, leftMs) : tickMs;
            await clock.sleep(Math.min(lookMs, reporter.dueIn(now)), woken);
        }
    } finally {
        stop.abort();
        await following;
    }
}

function nameOf(action: Action): string {
    return action.kind === "write" ? action.write.kind : action.kind;
}
