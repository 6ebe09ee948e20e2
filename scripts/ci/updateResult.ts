import type { Evidence } from "@canary-delivery/components";
import { gateLines, gateFailureOf } from "../local/gateOutput";
import { stackType } from "../local/stackState";
import type { EngineEvent, Properties } from "../local/engineEvents";

/** The gate's verdict on the rollout of an update: stack outputs of this program. */
export interface Verdict {
    readonly outcome: string;
    readonly revision: number;
    readonly image: string;
    readonly url?: string;
    readonly evidence: Evidence;
}

/** The lines that the gate printed during the rollout, in order. */
export function gateLinesOf(events: readonly EngineEvent[]): string[] {
    return events.flatMap(({ diagnosticEvent }) => gateLines(diagnosticEvent?.message ?? ""));
}

/** The verdict in the outputs of a stack; undefined if its program has no gate. */
export function verdictOf(outputs: Properties): Verdict | undefined {
    const { outcome, revision, image, url, evidence } = outputs;
    return typeof outcome === "string" && typeof revision === "number" && typeof image === "string"
        ? {
              ...{ outcome, revision, image, evidence: isObject(evidence) ? evidence : {} },
              ...(typeof url === "string" ? { url } : {}),
          }
        : undefined;
}

/** The stack outputs of a finished update; empty if it did not finish. */
export function outputsOf(events: readonly EngineEvent[]): Properties {
    const last = events.findLast(({ resOutputsEvent }) => resOutputsEvent?.metadata.type === stackType);
    return last?.resOutputsEvent?.metadata.new?.outputs ?? {};
}

/** The progress of an update; with "broken off" and "unknown" it is not known how much was applied. */
export type Progress = "ended" | "broken off" | "only previewed" | "unknown";

/**
 * The progress of a failed update, from its log. Pulumi truncates the log between the preview and the update, and a
 * killed pulumi writes no end: an empty log may be of either.
 */
export function progressOf(events: readonly EngineEvent[]): Progress {
    if (events.some(({ summaryEvent }) => summaryEvent?.isPreview === false)) {
        return "ended";
    }
    const applies = events.some((event) =>
        [event.resourcePreEvent, event.resOutputsEvent, event.resOpFailedEvent].some(
            (step) => step !== undefined && step.planning !== true,
        ),
    );
    if (applies || gateLinesOf(events).length > 0) {
        return "broken off";
    }
    const previewed = events.some(({ summaryEvent }) => summaryEvent?.isPreview === true);
    // The update follows a preview without errors, even if the log has nothing of it.
    const wrong = events.some(
        ({ diagnosticEvent, policyEvent }) =>
            diagnosticEvent?.severity === "error" || policyEvent?.enforcementLevel === "mandatory",
    );
    return previewed && wrong ? "only previewed" : "unknown";
}

/** The error messages of a run, without the summary that pulumi adds for the stack. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
    const errors = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : [],
    );
    const specific = errors.filter(
        (message) =>
            !/^(update|preview|destroy) failed\s*$/.test(message) &&
            // The message of --expect-no-changes; the changes themselves are shown.
            !/no changes were expected .*but changes (were proposed|occurred)/.test(message),
    );
    return [...new Set(specific.map((message) => gateFailureOf(message) ?? message.trim()))];
}

function isObject(value: unknown): value is Evidence {
    return typeof value === "object" && value !== null;
}
