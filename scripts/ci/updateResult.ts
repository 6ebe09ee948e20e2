import type { Evidence } from "@canary-delivery/components";
import { gateLines, refusalOf } from "../local/gateOutput";
import { stackType } from "../local/stackState";
import type { EngineEvent, Properties } from "./engineEvents";

/** What the gate says of the rollout that an update brought: stack outputs of this program. */
export interface Verdict {
    readonly outcome: string;
    readonly revision: number;
    readonly image: string;
    readonly url?: string;
    readonly evidence: Evidence;
}

/** The lines that the gate printed while it drove the rollout, in their order. */
export function gateLinesOf(events: readonly EngineEvent[]): string[] {
    return events.flatMap(({ diagnosticEvent }) => gateLines(diagnosticEvent?.message ?? ""));
}

/** The verdict among the outputs of a stack; none where its program has no gate. */
export function verdictOf(outputs: Properties): Verdict | undefined {
    const { outcome, revision, image, url, evidence } = outputs;
    return typeof outcome === "string" && typeof revision === "number" && typeof image === "string"
        ? {
              ...{ outcome, revision, image, evidence: isObject(evidence) ? evidence : {} },
              ...(typeof url === "string" ? { url } : {}),
          }
        : undefined;
}

/** The outputs with which an update closed; none where it did not get there. */
export function outputsOf(events: readonly EngineEvent[]): Properties {
    const last = events.findLast(({ resOutputsEvent }) => resOutputsEvent?.metadata.type === stackType);
    return last?.resOutputsEvent?.metadata.new?.outputs ?? {};
}

/** How far an update came; after "broken off" and "unknown" nobody has said what of it was applied. */
export type Progress = "ended" | "broken off" | "only previewed" | "unknown";

/**
 * How far an update that failed came by its log. Pulumi begins that anew when it goes on from the preview to the
 * update, and its end is missing where pulumi was killed: an empty one may be of either.
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
    // After a preview that found nothing wrong the update follows, whether or not it got as far as the log.
    const wrong = events.some(
        ({ diagnosticEvent, policyEvent }) =>
            diagnosticEvent?.severity === "error" || policyEvent?.enforcementLevel === "mandatory",
    );
    return previewed && wrong ? "only previewed" : "unknown";
}

/** What went wrong, in the words of whoever noticed; the stack's own error only repeats that something did. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
    const said = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : [],
    );
    const telling = said.filter(
        (message) =>
            !/^(update|preview|destroy) failed\s*$/.test(message) &&
            // What --expect-no-changes adds to the changes, which are shown.
            !/no changes were expected .*but changes (were proposed|occurred)/.test(message),
    );
    return [...new Set(telling.map((message) => refusalOf(message) ?? message.trim()))];
}

function isObject(value: unknown): value is Evidence {
    return typeof value === "object" && value !== null;
}
