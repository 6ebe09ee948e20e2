import { type EngineEvent, type Properties, stackType } from "./engineEvents";

/** What the gate says of the rollout that an update brought: stack outputs of this program. */
export interface Verdict {
    readonly outcome: string;
    readonly revision: number;
    readonly image: string;
    readonly url?: string;
    readonly evidence: Evidence;
}

/** Of the gate's evidence, what a reader of a summary wants to see. */
export interface Evidence {
    readonly weights?: readonly { readonly weight: number }[];
    readonly measurements?: Readonly<Record<string, Measurement>>;
    readonly shares?: readonly { readonly weight: number; readonly canary: number; readonly total: number }[];
    readonly notes?: readonly string[];
}

export interface Measurement {
    readonly condition: string;
    readonly count: number;
    readonly phase: string;
    readonly value?: string;
}

/** The lines that the gate printed while it drove the rollout, in their order. */
export function gateLinesOf(events: readonly EngineEvent[]): string[] {
    return events.flatMap(({ diagnosticEvent }) => {
        const printed = diagnosticEvent === undefined ? [] : diagnosticEvent.message.split("\n");
        return printed.filter((line) => /^\[\d\d:\d\d:\d\d\] /.test(line)).map((line) => line.trimEnd());
    });
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

/** What went wrong, in the words of whoever noticed; the stack's own error only repeats that something did. */
export function errorsOf(events: readonly EngineEvent[]): string[] {
    const said = events.flatMap(({ diagnosticEvent }) =>
        diagnosticEvent?.severity === "error" ? [diagnosticEvent.message] : [],
    );
    const telling = said.filter((message) => !/^(update|preview|destroy) failed\s*$/.test(message));
    return [...new Set(telling.map(inWords))];
}

/** Pulumi puts the resource and the provider before the gate's sentence, or other words around it. */
function inWords(message: string): string {
    return /rollout \S+\/\S+ .*; .*/.exec(message)?.[0] ?? message.trim();
}

function isObject(value: unknown): value is Evidence {
    return typeof value === "object" && value !== null;
}
