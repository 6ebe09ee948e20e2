import type { CollectionName } from "../../../components/src/gate/cluster/collections";
import type { Decision } from "../../../components/src/gate/decision/types";
import { describePromotion } from "../../../components/src/gate/report/decision";
import { describeFindings, describeWait } from "../../../components/src/gate/report/finding";
import type { drive } from "../../../components/src/gate/drive/drive";
import type { Previous } from "../../../components/src/gate/model/previous";
import type { Metadata, RolloutObject } from "../../../components/src/gate/cluster/types";

/** What a gate is told: which rollout it drives, and its policy. */
export type GateSubject = Parameters<typeof drive>[0];

/** Any object of a watched collection, as it came, but for what {@link compacted} takes away. */
export interface RecordedObject {
    readonly metadata: Metadata;
    readonly [field: string]: unknown;
}

/** An error that came from the API server or from Prometheus. */
export interface RecordedError {
    readonly message: string;
    /** An ApiErrorCode, where it has one. */
    readonly code?: string;
}

/** What a watch brought; `atMs` are milliseconds since the gate began. */
export type RecordedEvent = {
    readonly atMs: number;
    readonly collection: CollectionName;
    /** The one object's name, where the watch is of that one only. */
    readonly name?: string;
} & (
    | { readonly type: "LIST"; readonly again: boolean; readonly objects: readonly RecordedObject[] }
    | { readonly type: "ADDED" | "MODIFIED" | "DELETED"; readonly object: RecordedObject }
    /** The connection was lost, and is being taken up again. */
    | { readonly type: "TROUBLE"; readonly error: RecordedError }
    /** It has been taken up again. */
    | { readonly type: "RECOVER" }
);

/** A request of the gate, and what came back at `atMs`: `answer` or `error`. */
export interface RecordedAction {
    readonly atMs: number;
    /** measure: samples of one selector; write: a patch of the status; verify: an AnalysisRun; log: of a container. */
    readonly action: "measure" | "write" | "verify" | "log";
    readonly asked: unknown;
    readonly answer?: unknown;
    readonly error?: RecordedError;
}

/** What a gate heard, asked and decided from its beginning to its end. */
export interface Take {
    /** When the gate began. */
    readonly recordedAt: string;
    readonly gate: GateSubject;
    readonly previous: Previous | null;
    readonly outcome: string;
    /** What the user is told where it failed, else empty. */
    readonly sentence: string;
    /** In words; one that repeats the decision before it is left out. */
    readonly decisions: readonly { readonly atMs: number; readonly decision: string }[];
    /** When the gate looked and decided: what came between two looks came together. */
    readonly looks: readonly number[];
    readonly actions: readonly RecordedAction[];
    readonly events: readonly RecordedEvent[];
}

/** A take on the real controller. */
export interface Recording extends Take {
    readonly scenario: string;
    readonly describes: string;
    /** The version of Argo Rollouts that was recorded. */
    readonly controller: string;
    /** The Rollout as the API server had it after the gate's end. */
    readonly end: RolloutObject;
}

/** A decision in one line: its kind, its code, its outcome, its reasons. */
export function decisionInWords(decision: Decision): string {
    switch (decision.kind) {
        case "wait":
            return `wait: ${describeWait(decision.reason)}`;
        case "measure":
            return `measure: the requests of step ${String(decision.stepIndex)}`;
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

/** What a recording decided to do, without waiting for it: the same whenever the same thing is recorded. */
export function deedsOf({ decisions }: Pick<Take, "decisions">): string[] {
    const deeds = decisions.map(({ decision }) => decision).filter((decision) => !decision.startsWith("wait"));
    return deeds.filter((decision, index) => decision !== deeds[index - 1]);
}

/**
 * An object without what is only bulk: each entry of managedFields loses its fieldsV1 and keeps manager, operation,
 * subresource and time. Fields that are null go as well, which mean the same as absent ones.
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
