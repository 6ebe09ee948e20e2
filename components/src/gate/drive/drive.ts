import { act, rememberBegin, type Action, type ActionPorts, type Afterwards } from "./act";
import type { Clock } from "../model/clock";
import { isFatal } from "../cluster/cluster";
import { decide } from "../decision/decide";
import { wait, type Decision } from "../decision/types";
import { explanationOf, sentence, type Subject } from "../report/failureMessage";
import { notesOf } from "../report/evidence";
import { clusterFailed, judgeHearing, type Hearing } from "../decision/connectivity";
import { emptyMemory, remember, rememberRecovery, type Memory } from "../history/history";
import type { Previous } from "../model/outcome";
import { observe, type Observation } from "../observation/observe";
import { patienceOf, type GatePolicy } from "../model/policy";
import { writeInWords } from "../decision/writes";
import { screenOf } from "../report/progressReporter";

/** Everything that is not a decision. */
export interface Ports extends ActionPorts {
    readonly clock: Clock;
    readonly log: (line: string) => void;
}

/** How the drive ended. */
export interface Report {
    readonly result: Extract<Decision, { kind: "succeed" | "fail" }>;
    /** The sentence for the user when it failed. */
    readonly failure: string;
    readonly observation: Observation | undefined;
    readonly memory: Memory;
    readonly finishedAt: number;
}

/** What the events have brought so far. */
interface View {
    observation: Observation | undefined;
    seen: boolean;
    trouble: Hearing["trouble"];
    memory: Memory;
    /** A write that the cluster does not let this gate do. */
    refused: Error | undefined;
    /** What is being written; nothing is decided meanwhile. */
    acting: Exclude<Action, { kind: "measure" }> | undefined;
    /** Whether Prometheus is being asked; everything but another question goes on meanwhile. */
    measuring: boolean;
}

/** Drives a rollout until it is proven good, has failed, or the time is up. */
export async function drive(
    subject: Subject & GatePolicy & { readonly heartbeatSeconds: number; readonly job: string },
    previous: Previous | undefined,
    ports: Ports,
): Promise<Report> {
    const { clock } = ports;
    const startedAt = clock.now();
    const patience = patienceOf(subject.timeoutSeconds);
    const screen = screenOf(ports.log, subject.heartbeatSeconds, startedAt);
    const stop = new AbortController();
    let wake: () => void = () => undefined;
    const view: View = {
        observation: undefined,
        seen: false,
        trouble: undefined,
        memory: emptyMemory(startedAt, previous),
        refused: undefined,
        acting: undefined,
        measuring: false,
    };

    const following = ports.cluster.follow(
        {
            onWorld(world, gap) {
                const now = clock.now();
                const observation = observe(world, subject.namespace, now);
                view.memory = remember(gap ? { ...view.memory, gap } : view.memory, observation, now);
                view.observation = observation;
                view.seen = true;
                // Until the controller has seen this generation, the status is about another version.
                if (observation?.generationObserved && observation.podHash === view.memory.podHash) {
                    screen.see(observation, now);
                }
                wake();
            },
            onTrouble(error) {
                const { seen, trouble } = view;
                if (seen && trouble === undefined) {
                    screen.note(`lost the connection, taking it up again: ${error.message}`, clock.now());
                }
                const same = trouble !== undefined && isFatal(trouble.error) === isFatal(error);
                view.trouble = { error, since: same ? trouble.since : clock.now() };
                wake();
            },
            onRecover() {
                view.memory = rememberRecovery(view.memory, clock.now());
                view.trouble = undefined;
                wake();
            },
            onNote(text) {
                screen.note(text, clock.now());
            },
        },
        stop.signal,
    );

    function next(now: number): Decision {
        const { observation, memory, acting, refused } = view;
        if (refused !== undefined) {
            return { ...clusterFailed(refused.message), forbidden: true };
        }
        const unheard = judgeHearing(view, memory, subject, patience, now);
        if (unheard !== undefined) {
            return unheard;
        }
        if (acting !== undefined) {
            return wait(`${nameOf(acting)} is under way`);
        }
        const decision = decide(observation, memory, subject, patience, now);
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
        view.memory = rememberBegin(view.memory, action, observation, now);
        const end = (afterwards: Afterwards, error?: Error) => {
            if (action.kind === "measure") {
                view.measuring = false;
            } else {
                view.acting = undefined;
            }
            view.memory = afterwards(view.memory);
            if (error !== undefined && isFatal(error)) {
                view.refused = error;
            } else if (error !== undefined) {
                const { sent } = view.memory;
                if (action.kind === "write" && sent !== undefined) {
                    view.memory = { ...view.memory, sent: { ...sent, error: error.message } };
                }
                screen.note(`could not ${nameOf(action)}, trying again: ${error.message}`, clock.now());
            }
            wake();
        };
        act(action, observation, view.memory, subject, ports, now).then(end, (error: unknown) => {
            end((memory) => memory, error instanceof Error ? error : new Error(String(error)));
        });
    }

    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            const decision = next(now);
            const { observation, memory } = view;
            const ended = decision.kind === "succeed" || decision.kind === "fail";
            screen.flush(now, ended, decision.kind === "wait" ? decision.reason : "");
            if (decision.kind === "succeed" && observation !== undefined) {
                for (const note of notesOf(decision.outcome, observation, memory)) {
                    screen.note(note, now);
                }
            }
            if (ended) {
                const failure =
                    decision.kind === "fail"
                        ? sentence(
                              decision,
                              subject,
                              observation,
                              memory,
                              await explanationOf(decision, observation, memory, ports.cluster),
                          )
                        : "";
                return { result: decision, failure, observation, memory, finishedAt: now };
            }
            if (decision.kind === "wait") {
                if (decision.note !== undefined) {
                    screen.note(decision.note, now);
                }
            } else if (observation !== undefined) {
                if (decision.kind === "write") {
                    screen.note(writeInWords(decision.write, observation), now);
                }
                begin(decision, observation, now);
                continue;
            }
            // States are also judged by how long they last, so time itself is looked at every second.
            const leftMs = startedAt + patience.timeoutMs - now;
            const lookMs = leftMs > 0 ? Math.min(1_000, leftMs) : 1_000;
            await clock.sleep(Math.min(lookMs, screen.dueIn(now)), woken);
        }
    } finally {
        stop.abort();
        await following;
    }
}

function nameOf(action: Action): string {
    return action.kind === "write" ? action.write.kind : action.kind;
}
