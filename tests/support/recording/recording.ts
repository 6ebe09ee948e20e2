import type { CollectionName } from "../../../components/src/gate/cluster/collections";
import type { Decision } from "../../../components/src/gate/decision/types";
import { describePromotion } from "../../../components/src/gate/report/decision";
import { describeFindings, describeWait } from "../../../components/src/gate/report/finding";
import type { drive } from "../../../components/src/gate/drive/drive";
import type { Previous } from "../../../components/src/gate/model/previous";
import type { Metadata, RolloutObject } from "../../../components/src/gate/cluster/types";

/** A gate's inputs: the rollout and the policy. */
export type GateSubject = Parameters<typeof drive>[0];

/** An object of a watched collection, without the fields that {@link compacted} removes. */
export interface RecordedObject {
    readonly metadata: Metadata;
    readonly [field: string]: unknown;
}

/** An error of the API server or of Prometheus. */
export interface RecordedError {
    readonly message: string;
    /** An ApiErrorCode, if it has one. */
    readonly code?: string;
}

/** An event of a watch; `atMs` is in milliseconds since the start of the gate. */
export type RecordedEvent = {
    readonly atMs: number;
    readonly collection: CollectionName;
    /** The object's name, if the watch is of a single object. */
    readonly name?: string;
} & (
    | { readonly type: "LIST"; readonly again: boolean; readonly objects: readonly RecordedObject[] }
    | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: RecordedObject }
    /** Connection lost, reconnecting. */
    | { readonly type: "TROUBLE"; readonly error: RecordedError }
    /** Reconnected. */
    | { readonly type: "RECOVER" }
);

/** A request of the gate, and its `answer` or `error` at `atMs`. */
export interface RecordedAction {
    readonly atMs: number;
    /** measure: samples of one selector; read: the objects of the traffic; events: those about the Rollout; write: a patch of the status; verify: an AnalysisRun; log: of a container. */
    readonly action: "measure" | "forecast" | "events" | "read" | "write" | "verify" | "log";
    readonly asked: unknown;
    readonly answer?: unknown;
    readonly error?: RecordedError;
}

/** The events, requests and decisions of a gate, from start to end. */
export interface Take {
    /** Start time of the gate. */
    readonly recordedAt: string;
    readonly gate: GateSubject;
    readonly previous: Previous | null;
    readonly outcome: string;
    /** The failure message for the user; empty on success. */
    readonly sentence: string;
    /** Decisions in words, without repetitions. */
    readonly decisions: readonly { readonly atMs: number; readonly decision: string }[];
    /** Times of evaluations: the gate sees the events between two of them at once. */
    readonly looks: readonly number[];
    readonly actions: readonly RecordedAction[];
    readonly events: readonly RecordedEvent[];
}

/** A take with the real controller. */
export interface Recording extends Take {
    readonly scenario: string;
    readonly describes: string;
    /** The recorded version of Argo Rollouts. */
    readonly controller: string;
    /** The Rollout after the end of the gate. */
    readonly end: RolloutObject;
}

/** A decision in one line: its kind, its code, its outcome, its reasons. */
export function decisionInWords(decision: Decision): string {
    switch (decision.kind) {
        case "wait":
            return `wait: ${describeWait(decision.reason)}`;
        case "measure":
            return `measure: the requests of step ${String(decision.stepIndex)}`;
        case "forecast":
            return "forecast: what the pauses can show";
        case "judge":
            return "judge: the answers of both versions";
        case "drain":
            return "drain: the requests of the aborted version";
        case "review":
            return "review: the steps that ran before the gate watched";
        case "confirm":
            return "confirm: the objects of the traffic";
        case "verify":
            return "verify";
        case "write": {
            const { write } = decision;
            if (write.kind === "retry") {
                return "retry";
            }
            return write.kind === "promote"
                ? `promote: ${describePromotion(write)} (${write.by})`
                : `abort ${write.code}: ${describeFindings(write.findings)}`;
        }
        case "succeed":
            return `succeed ${decision.outcome}`;
        case "fail":
            return `fail ${decision.code}, outcome ${decision.outcome}: ${describeFindings(decision.findings)}`;
    }
}

/** The decisions of a recording except waits, without repetitions; equal for every recording of a scenario. */
export function deedsOf({ decisions }: Pick<Take, "decisions">): string[] {
    const deeds = decisions.map(({ decision }) => decision).filter((decision) => !decision.startsWith("wait"));
    return deeds.filter((decision, index) => decision !== deeds[index - 1]);
}

/**
 * An object without bulk: each entry of managedFields loses its fieldsV1 and keeps manager, operation, subresource and
 * time. Null fields are removed, too, because they are equivalent to absent ones.
 */
export function compacted<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => compacted(item)) as T;
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    const kept = Object.entries(value).filter(
        ([key, field]) => field !== null && key !== "fieldsV1" && key !== "fieldsType",
    );
    return Object.fromEntries(kept.map(([key, field]) => [key, compacted<unknown>(field)])) as T;
}
