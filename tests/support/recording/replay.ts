import { apiError, type ApiErrorCode, type KubernetesApi } from "../../../components/src/kubernetes";
import type { WatchHandlers, watch } from "../../../components/src/kubernetes/watch";
import { clusterOf } from "../../../components/src/gate/cluster/cluster";
import type { Clock } from "../../../components/src/gate/model/clock";
import { drive, type Ports, type Report } from "../../../components/src/gate/drive/drive";
import type { Series } from "../../../components/src/gate/cluster/prometheus";
import { defaults } from "../../../components/src/gate/model/inputs";
import { decisionsInto, watchedBy } from "./recorder";
import type { RecordedAction, RecordedError, RecordedEvent, Take } from "./recording";

/** The result of today's gate on a recording. */
export interface Replayed extends Pick<Take, "decisions" | "outcome" | "sentence"> {
    /** The end of the drive; undefined if it did not end. */
    readonly end: Report | undefined;
    /** Deviations from the recorded gate, for which the recording has no answer. */
    readonly strayed: readonly string[];
}

/** A gate that runs longer than the recorded one by this time never ends. */
const extraSeconds = 60;

/**
 * Replays a recording to today's gate on a fake clock: events, answers and evaluations occur at their recorded times.
 * Nothing waits in real time.
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
            } else if (ended === undefined && !watches.deliver(event)) {
                strayed.push(`it does not watch ${event.collection} ${event.name ?? ""}`.trimEnd());
            }
        }
        for (let second = 0; second < extraSeconds && ended === undefined; second++) {
            await time.reach(time.elapsedMs + 1_000);
            await time.look();
        }
        // Not awaited if it has not ended, because then it never will.
        return ended === undefined ? undefined : watched;
    })();
    strayed.push(...answers.map(({ action, asked }) => `it did not ask for: ${action} ${JSON.stringify(asked)}`));
    return {
        decisions,
        outcome: report?.result.outcome ?? "none: it did not end",
        sentence: report?.failure ?? "",
        end: report,
        strayed,
    };
}

/** Events and evaluations, by time. */
function momentsOf({ events, looks }: Take): { atMs: number; event?: RecordedEvent }[] {
    const moments = [...events.map((event) => ({ atMs: event.atMs, event })), ...looks.map((atMs) => ({ atMs }))];
    return moments.sort((a, b) => a.atMs - b.atMs);
}

/** The clock of a recording, which advances only to recorded times. */
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

    /** Resolves when the recording reaches that time. */
    until(atMs: number): Promise<void> {
        return new Promise((come) => this.due.push({ atMs, come }));
    }

    /** Advances the clock, and resolves what becomes due. */
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

    /** Wakes the gate, and runs all work that needs no time. */
    async look(): Promise<void> {
        for (const wake of this.sleeping.splice(0)) {
            wake();
        }
        await settle();
    }
}

/** The watches of a gate, which receive a recording's events. */
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

    /** Delivers an event; false if there is no watch for it. */
    deliver(event: RecordedEvent): boolean {
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

/** Ports with the recorded answers; removes used ones from `answers`. */
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
    const unavailable = () => Promise.reject(new Error("a recording has no API server"));
    const api: KubernetesApi = {
        server: "",
        target: { kubeconfig: "", kubeContext: "" },
        request: unavailable,
        credentials: unavailable,
    };
    return {
        cluster: {
            ...clusterOf(api, gate.namespace, gate.rolloutName, watchCollection),
            readTraffic: () => answer("read", {}),
            readEvents: (uid) => answer("events", { uid }),
            patchStatus: (patch) => answer("write", patch),
            logTail: (pod, container, previous) => answer("log", { pod, container, previous }),
        },
        metrics: {
            samples: (selector) => samplesOf(selector, answers, answer),
            values: (expression) => answer("forecast", { expression }),
        },
        verify: ({ podHash }) => answer("verify", { podHash }),
        clock,
        log: () => undefined,
    };
}

/** Returns the samples of a selector of two metrics; older gates queried each by itself. */
async function samplesOf(
    selector: string,
    answers: readonly RecordedAction[],
    answer: (action: "measure", asked: unknown) => Promise<Series[]>,
): Promise<Series[]> {
    const [, names = "", matchers = ""] = /^\{__name__=~"([^"]*)",(.*)\}$/.exec(selector) ?? [];
    const each = names.split("|").map((name) => ({ name, selector: `${name}{${matchers}}` }));
    const recorded = answers.map(({ asked }) => JSON.stringify(asked));
    if (!each.every((one) => recorded.includes(JSON.stringify({ selector: one.selector })))) {
        return answer("measure", { selector });
    }
    const lists = await Promise.all(
        each.map(async (one) => {
            const series = await answer("measure", { selector: one.selector });
            return series.map(({ labels, samples }) => ({ labels: { ...labels, __name__: one.name }, samples }));
        }),
    );
    return lists.flat();
}

function thrown({ code, message }: RecordedError): Error {
    return code === undefined ? new Error(message) : apiError(code as ApiErrorCode, message);
}

async function settle(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
}
