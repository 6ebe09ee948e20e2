import { decide, patienceOf, type Decision } from "./decide";
import { sentence, type Subject } from "./errors";
import { notesOf } from "./evidence";
import { isFatal, type Cluster } from "./cluster";
import { emptyMemory, remember, type Memory, type Previous } from "./memory";
import { observe, type Observation } from "./observe";
import { screenOf } from "./screen";

/** Time, as the gate uses it. */
export interface Clock {
    now(): number;
    /** Resolves after this many milliseconds, or as soon as `wake` does. */
    sleep(milliseconds: number, wake: Promise<void>): Promise<void>;
}

/** Everything that is not a decision. */
export interface Ports {
    readonly cluster: Cluster;
    readonly clock: Clock;
    readonly log: (line: string) => void;
}

/** How the drive ended. */
export interface Report {
    readonly result: Exclude<Decision, { kind: "wait" }>;
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
}

/** A cluster that has never answered is given up after this long; one that has is waited for until the deadline. */
const unreachableMs = 15_000;

/** Watches a rollout until it is proven good, has failed, or the time is up. */
export async function drive(
    subject: Subject & { readonly heartbeatSeconds: number },
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
    };

    const following = ports.cluster.follow(
        {
            onWorld(world, gap) {
                const now = clock.now();
                const observation = observe(world, subject.namespace);
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
        },
        stop.signal,
    );

    function next(now: number): Decision {
        const { seen, trouble, observation, memory } = view;
        if (trouble !== undefined && isFatal(trouble.error)) {
            return clusterFailed(trouble.error.message);
        }
        if (seen) {
            return decide(observation, memory, patience, now);
        }
        const silentMs = Math.min(unreachableMs, patience.timeoutMs);
        if (trouble !== undefined && now >= trouble.since + silentMs) {
            return clusterFailed(trouble.error.message);
        }
        return now >= startedAt + patience.timeoutMs
            ? clusterFailed(`it did not answer within ${String(subject.timeoutSeconds)} s`)
            : { kind: "wait", reason: trouble?.error.message ?? "the cluster has not answered yet" };
    }

    try {
        for (;;) {
            const woken = new Promise<void>((resolve) => {
                wake = resolve;
            });
            const now = clock.now();
            const decision = next(now);
            const { seen, trouble, observation, memory } = view;
            const waiting = decision.kind === "wait" ? decision.reason : "";
            screen.flush(now, decision.kind !== "wait", waiting);
            if (decision.kind !== "wait") {
                if (decision.kind === "succeed" && observation !== undefined) {
                    for (const note of notesOf(decision.outcome, observation, memory)) {
                        screen.note(note, now);
                    }
                }
                const failure = decision.kind === "fail" ? sentence(decision, subject, observation, memory) : "";
                return { result: decision, failure, observation, memory, finishedAt: now };
            }
            if (decision.note !== undefined) {
                screen.note(decision.note, now);
            }
            if (seen && trouble !== undefined) {
                screen.note(`lost the connection, taking it up again: ${trouble.error.message}`, now);
            }
            // States are also judged by how long they last, so time itself is looked at every second.
            const leftMs = Math.max(0, startedAt + patience.timeoutMs - now);
            await clock.sleep(Math.min(1_000, leftMs, screen.dueIn(now)), woken);
        }
    } finally {
        stop.abort();
        await following;
    }
}

function clusterFailed(why: string): Decision {
    return { kind: "fail", code: "ClusterFailed", outcome: "Unproven", details: [why] };
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
