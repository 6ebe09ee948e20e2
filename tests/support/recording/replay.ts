import { apiError, type ApiErrorCode, type KubernetesApi } from "../../../components/src/kubernetes";
import type { WatchHandlers, watch } from "../../../components/src/kubernetes/watch";
import { clusterOf } from "../../../components/src/gate/cluster/cluster";
import type { Clock } from "../../../components/src/gate/model/clock";
import { drive, type Ports, type Report } from "../../../components/src/gate/drive/drive";
import { defaults } from "../../../components/src/gate/model/inputs";
import { decisionsInto, watchedBy } from "./recorder";
import type { RecordedAction, RecordedError, RecordedEvent, Take } from "./recording";

/** How today's gate does on a recording. */
export interface Replayed extends Pick<Take, "decisions" | "outcome" | "sentence"> {
    /** Where it went another way than the recorded one, so that the recording has no answer. */
    readonly strayed: readonly string[];
}

/** A gate that has not ended this long after the recorded one did does not end. */
const extraSeconds = 60;

/**
 * Runs today's gate on what a recorded one heard, in the recording's own time: every event and every answer comes when
 * it came, and the gate looks when it looked. Nothing real is waited for.
 */
export async function replay(take: Take): Promise<Replayed> {
    const time = new RecordedTime(Date.parse(take.recordedAt));
    const strayed: string[] = [];
    const decisions: { atMs: number; decision: string }[] = [];
    const watches = new Watches(take.gate.namespace);
    const answers = [...take.actions];
    const report = await (async () => {
        let ended: Report | undefined;
        const gate = { ...defaults, ...take.gate };
        const driving = drive(gate, take.previous ?? undefined, {
            ...portsOf(gate, watches.watch, time, answers, strayed),
            onDecision: decisionsInto(decisions, () => time.elapsedMs),
        });
        const watched = driving.then((result) => (ended = result));
        await settle();
        for (const { atMs, event } of momentsOf(take)) {
            await time.reach(atMs);
            if (event === undefined) {
                await time.look();
            } else if (ended === undefined && !watches.tell(event)) {
                strayed.push(`it does not watch ${event.collection} ${event.name ?? ""}`.trimEnd());
            }
        }
        for (let second = 0; second < extraSeconds && ended === undefined; second++) {
            await time.reach(time.elapsedMs + 1_000);
            await time.look();
        }
        // Not awaited where it has not ended, because then it never will.
        return ended === undefined ? undefined : watched;
    })();
    strayed.push(...answers.map(({ action, asked }) => `it did not ask for: ${action} ${JSON.stringify(asked)}`));
    return {
        decisions,
        outcome: report?.result.outcome ?? "none: it did not end",
        sentence: report?.failure ?? "",
        strayed,
    };
}

/** Events and looks in the order in which they came. */
function momentsOf({ events, looks }: Take): { atMs: number; event?: RecordedEvent }[] {
    const moments = [...events.map((event) => ({ atMs: event.atMs, event })), ...looks.map((atMs) => ({ atMs }))];
    return moments.sort((a, b) => a.atMs - b.atMs);
}

/** The clock of a recording: it stands still but for what was recorded. */
class RecordedTime implements Clock {
    elapsedMs = 0;
    private sleeping: (() => void)[] = [];
    private due: { readonly atMs: number; readonly come: () => void }[] = [];

    constructor(private readonly startedAt: number) {}

    now(): number {
        return Math.floor(this.startedAt + this.elapsedMs);
    }

    async sleep(_milliseconds: number, wake: Promise<void>): Promise<void> {
        await Promise.race([new Promise<void>((resolve) => this.sleeping.push(resolve)), wake]);
    }

    /** Resolves when the recording gets there. */
    until(atMs: number): Promise<void> {
        return new Promise((come) => this.due.push({ atMs, come }));
    }

    /** Lets time pass, and what is due on the way come. */
    async reach(atMs: number): Promise<void> {
        for (;;) {
            const next = this.due.sort((a, b) => a.atMs - b.atMs)[0];
            if (next === undefined || next.atMs > atMs) {
                this.elapsedMs = Math.max(this.elapsedMs, atMs);
                return;
            }
            this.due.shift();
            this.elapsedMs = Math.max(this.elapsedMs, next.atMs);
            next.come();
            await settle();
        }
    }

    /** Wakes the gate, and lets it do all that needs no time. */
    async look(): Promise<void> {
        for (const wake of this.sleeping.splice(0)) {
            wake();
        }
        await settle();
    }
}

/** The watches of a gate, to which a recording's events are told. */
class Watches {
    private readonly open = new Map<string, WatchHandlers>();

    constructor(private readonly namespace: string) {}

    readonly watch: typeof watch = (_api, path, query, handlers, signal) => {
        this.open.set(keyOf(watchedBy(this.namespace, path, query)), handlers);
        return new Promise((resolve) => {
            signal.addEventListener("abort", () => {
                resolve();
            });
        });
    };

    /** Whether anybody heard it. */
    tell(event: RecordedEvent): boolean {
        const handlers = this.open.get(keyOf(event));
        if (event.type === "LIST") {
            handlers?.onList([...event.objects], event.again);
        } else if (event.type === "TROUBLE") {
            handlers?.onError(thrown(event.error));
        } else if (event.type === "RECOVER") {
            handlers?.onReconnect?.();
        } else {
            handlers?.onChange(event.type, event.object);
        }
        return handlers !== undefined;
    }
}

function keyOf({ collection, name = "" }: { readonly collection: string; readonly name?: string }): string {
    return `${collection}/${name}`;
}

/** Ports that answer as it was recorded; `answers` loses what was used. */
function portsOf(
    gate: Take["gate"],
    watchCollection: typeof watch,
    clock: RecordedTime,
    answers: RecordedAction[],
    strayed: string[],
): Ports {
    async function answer<T>(action: RecordedAction["action"], asked: unknown): Promise<T> {
        const known = JSON.stringify(asked);
        const index = answers.findIndex((one) => one.action === action && JSON.stringify(one.asked) === known);
        const [found] = index === -1 ? [] : answers.splice(index, 1);
        if (found === undefined) {
            strayed.push(`it asks for: ${action} ${known}`);
            return new Promise(() => undefined);
        }
        await clock.until(found.atMs);
        if (found.error !== undefined) {
            throw thrown(found.error);
        }
        return found.answer as T;
    }
    const refuse = () => Promise.reject(new Error("a recording has no API server"));
    const api: KubernetesApi = {
        server: "",
        target: { kubeconfig: "", kubeContext: "" },
        request: refuse,
        credentials: refuse,
    };
    return {
        cluster: {
            ...clusterOf(api, gate.namespace, gate.rolloutName, watchCollection),
            patchStatus: (patch) => answer("write", patch),
            logTail: (pod, container, previous) => answer("log", { pod, container, previous }),
        },
        metrics: { samples: (selector) => answer("measure", { selector }) },
        verify: ({ podHash }) => answer("verify", { podHash }),
        clock,
        log: () => undefined,
    };
}

function thrown({ code, message }: RecordedError): Error {
    return code === undefined ? new Error(message) : apiError(code as ApiErrorCode, message);
}

async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
}
