import { act, rememberBegin, type Action, type ActionPorts, type Afterwards } from "./act";
import { isFatal } from "./cluster";
import { decide } from "./decide";
import { fail, wait, type Decision, type Failure } from "./decision";
import { problemInWords } from "./diagnosis";
import { sentence, type Subject } from "./errors";
import { notesOf } from "./evidence";
import { emptyMemory, remember, type Memory, type Previous } from "./memory";
import { observe, type Observation } from "./observe";
import { patienceOf, type GatePolicy } from "./policy";
import { writeInWords } from "./promote";
import { screenOf } from "./screen";

/** Time, as the gate uses it. */
export interface Clock {
    now(): number;
    /** Resolves after this many milliseconds, or as soon as `wake` does. */
    sleep(milliseconds: number, wake: Promise<void>): Promise<void>;
}

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
    trouble: { error: Error; since: number } | undefined;
    memory: Memory;
    /** A write that the cluster does not let this gate do. */
    refused: Error | undefined;
    /** What is being written; nothing is decided meanwhile. */
    acting: Exclude<Action, { kind: "measure" }> | undefined;
    /** Whether Prometheus is being asked; everything but another question goes on meanwhile. */
    measuring: boolean;
}

/** A cluster that has never answered is given up after this long; one that has is waited for until the deadline. */
const unreachableMs = 15_000;

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
                view.trouble = undefined;
                // Until the controller has seen this generation, the status is about another version.
                if (observation?.generationObserved && observation.podHash === view.memory.podHash) {
                    screen.see(observation, now);
                }
                wake();
            },
            onTrouble(error) {
                view.trouble = { error, since: view.trouble?.since ?? clock.now() };
                wake();
            },
            onNote(text) {
                screen.note(text, clock.now());
            },
        },
        stop.signal,
    );

    function next(now: number): Decision {
        const { seen, trouble, observation, memory, acting } = view;
        if (view.refused !== undefined) {
            return clusterFailed(view.refused.message);
        }
        // An API server that has just started may refuse for a moment what it allows.
        const lasts = trouble !== undefined && now >= trouble.since + unreachableMs;
        if (trouble !== undefined && isFatal(trouble.error) && (!seen || lasts)) {
            return clusterFailed(trouble.error.message);
        }
        if (acting !== undefined) {
            return wait(`${acting.kind === "write" ? acting.write.kind : acting.kind} is under way`);
        }
        if (seen) {
            const decision = decide(observation, memory, subject, patience, now);
            return decision.kind === "measure" && view.measuring
                ? wait("the versions' requests are being counted")
                : decision;
        }
        const silentMs = Math.min(unreachableMs, patience.timeoutMs);
        if (trouble !== undefined && now >= trouble.since + silentMs) {
            return clusterFailed(trouble.error.message);
        }
        return now >= startedAt + patience.timeoutMs
            ? clusterFailed(`it did not answer within ${String(subject.timeoutSeconds)} s`)
            : wait(trouble?.error.message ?? "the cluster has not answered yet");
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
                view.trouble = { error, since: clock.now() };
            }
            wake();
        };
        act(action, observation, view.memory, subject, ports, now).then(end, (error: unknown) => {
            end((memory) => memory, error instanceof Error ? error : new Error(String(error)));
        });
    }

    async function diagnose(failure: Failure): Promise<string[]> {
        const { podProblems, warnings } = view.memory;
        const { abortMessage = "" } = view.observation ?? {};
        // What an analysis or a person has stopped had pods that served: they explain nothing.
        const ownReason = /revision \d+: /.test(abortMessage) && !abortMessage.includes("nalysis");
        if (failure.code === "Superseded" || (failure.code === "Aborted" && !ownReason)) {
            return [];
        }
        const [problem] = podProblems;
        const lines =
            problem === undefined
                ? []
                : await ports.cluster.logTail(problem.pod, problem.container, problem.previousLog);
        return [...(problem === undefined ? [] : [problemInWords(problem, lines)]), ...warnings];
    }

    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            const decision = next(now);
            const { seen, trouble, observation, memory } = view;
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
                        ? sentence(decision, subject, observation, memory, await diagnose(decision))
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
            if (seen && trouble !== undefined) {
                screen.note(`lost the connection, taking it up again: ${trouble.error.message}`, now);
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

function clusterFailed(why: string): Failure {
    return fail("ClusterFailed", "Unproven", [why]);
}

/** The real clock. */
export function systemClock(): Clock {
    return {
        now: () => Date.now(),
        async sleep(milliseconds, wake) {
            let timer: NodeJS.Timeout | undefined;
            const elapsed = new Promise<void>((resolve) => {
                timer = setTimeout(resolve, milliseconds);
            });
            await Promise.race([elapsed, wake]);
            clearTimeout(timer);
        },
    };
}
