import { performance } from "node:perf_hooks";
import { apiErrorCode } from "../../../components/src/kubernetes";
import { watch, type WatchHandlers } from "../../../components/src/kubernetes/watch";
import { drive, type Ports } from "../../../components/src/gate/drive/drive";
import type { Previous } from "../../../components/src/gate/model/previous";
import { pathsOf, type CollectionName } from "../../../components/src/gate/cluster/collections";
import {
    compacted,
    decisionInWords,
    type GateSubject,
    type RecordedAction,
    type RecordedError,
    type RecordedEvent,
    type RecordedObject,
    type Take,
} from "./recording";

/** Drives a rollout as the provider does, on real ports, and records all events, requests and decisions. */
export async function record(
    gate: GateSubject,
    previous: Previous | undefined,
    portsOf: (watchCollection: typeof watch) => Ports,
    onEvent: (event: RecordedEvent) => void = () => undefined,
): Promise<Take> {
    const recordedAt = new Date();
    const begun = performance.now();
    // To a hundredth of a millisecond, so that events of the same millisecond keep their order.
    const elapsed = () => Math.round((performance.now() - begun) * 100) / 100;
    const events: RecordedEvent[] = [];
    const actions: RecordedAction[] = [];
    const looks: number[] = [];
    const decisions: { atMs: number; decision: string }[] = [];
    const ports = portsOf(
        teedWatch(gate.namespace, elapsed, (event) => {
            events.push(event);
            onEvent(event);
        }),
    );
    const { result, failure } = await drive(gate, previous, {
        ...teedPorts(ports, elapsed, (action) => actions.push(action)),
        onDecision: decisionsInto(decisions, elapsed, looks),
    });
    return {
        recordedAt: recordedAt.toISOString(),
        gate,
        previous: previous ?? null,
        outcome: result.outcome,
        sentence: failure,
        decisions,
        looks,
        actions,
        events,
    };
}

/** Records decisions in words, without repetitions, and the times of all evaluations. */
export function decisionsInto(
    decisions: { atMs: number; decision: string }[],
    elapsed: () => number,
    looks: number[] = [],
) {
    return (decision: Parameters<typeof decisionInWords>[0]): void => {
        const atMs = elapsed();
        const words = decisionInWords(decision);
        looks.push(atMs);
        if (decisions.at(-1)?.decision !== words) {
            decisions.push({ atMs, decision: words });
        }
    };
}

/** The collection of a watch, and the name if it is of a single object. */
export function watchedBy(
    namespace: string,
    path: string,
    query: Readonly<Record<string, string>>,
): { collection: CollectionName; name?: string } {
    const collections = Object.entries(pathsOf(namespace)) as [CollectionName, string][];
    const collection = collections.find(([, candidate]) => candidate === path)?.[0];
    if (collection === undefined) {
        throw new Error(`cannot record ${path}: not a watched collection`);
    }
    const [, name] = /^metadata\.name=(.+)$/.exec(query["fieldSelector"] ?? "") ?? [];
    return name === undefined ? { collection } : { collection, name };
}

function teedWatch(namespace: string, elapsed: () => number, keep: (event: RecordedEvent) => void): typeof watch {
    return (api, path, query, handlers, signal) => {
        const of = watchedBy(namespace, path, query);
        const teed: WatchHandlers = {
            onList(objects, again) {
                const all = objects.map((object) => compacted(object as RecordedObject));
                keep({ atMs: elapsed(), ...of, type: "LIST", again, objects: all });
                handlers.onList(objects, again);
            },
            onChange(type, object) {
                keep({ atMs: elapsed(), ...of, type, object: compacted(object as RecordedObject) });
                handlers.onChange(type, object);
            },
            onError(error) {
                keep({ atMs: elapsed(), ...of, type: "TROUBLE", error: errorOf(error) });
                handlers.onError(error);
            },
            onReconnect() {
                keep({ atMs: elapsed(), ...of, type: "RECOVER" });
                handlers.onReconnect?.();
            },
        };
        return watch(api, path, query, teed, signal);
    };
}

function teedPorts(ports: Ports, elapsed: () => number, keep: (action: RecordedAction) => void): Ports {
    const { cluster, metrics, verify } = ports;
    async function kept<T>(action: RecordedAction["action"], asked: unknown, pending: Promise<T>): Promise<T> {
        try {
            const answer = await pending;
            keep({ atMs: elapsed(), action, asked, answer });
            return answer;
        } catch (error) {
            keep({ atMs: elapsed(), action, asked, error: errorOf(error) });
            throw error;
        }
    }
    return {
        ...ports,
        cluster: {
            watchRollout: (listener, signal) => cluster.watchRollout(listener, signal),
            readTraffic: () => kept("read", {}, cluster.readTraffic()),
            // These only add the cause to a share that is wrong in any case.
            readIngresses: () => cluster.readIngresses(),
            readReadyEndpoints: (service) => cluster.readReadyEndpoints(service),
            readEvents: (uid) => kept("events", { uid }, cluster.readEvents(uid)),
            patchStatus: (patch) => kept("write", patch, cluster.patchStatus(patch)),
            logTail: (pod, container, previous) =>
                kept("log", { pod, container, previous }, cluster.logTail(pod, container, previous)),
        },
        metrics: {
            samples: (selector, from, until) => kept("measure", { selector }, metrics.samples(selector, from, until)),
            values: (expression, ...time) => kept("forecast", { expression }, metrics.values(expression, ...time)),
        },
        verify: (o) => kept("verify", { podHash: o.podHash }, verify(o)),
    };
}

function errorOf(error: unknown): RecordedError {
    const code = apiErrorCode(error);
    const message = error instanceof Error ? error.message : String(error);
    return { message, ...(code === undefined ? {} : { code }) };
}
