/** The fields used here of a line of pulumi's event log (`--event-log`). Pulumi masks secrets in it. */
export interface EngineEvent {
    readonly diagnosticEvent?: DiagnosticEvent;
    readonly policyEvent?: PolicyEvent;
    readonly resourcePreEvent?: StepEvent;
    readonly resOutputsEvent?: StepEvent;
    readonly resOpFailedEvent?: StepEvent;
    readonly summaryEvent?: { readonly isPreview: boolean };
}

export interface StepEvent {
    readonly metadata: StepMetadata;
    /** True for a step of a preview, otherwise absent. */
    readonly planning?: boolean;
}

export interface DiagnosticEvent {
    readonly urn?: string;
    readonly message: string;
    readonly severity: "debug" | "info" | "info#err" | "warning" | "error";
    readonly ephemeral?: boolean;
}

export interface PolicyEvent {
    readonly resourceUrn?: string;
    readonly message: string;
    readonly policyName: string;
    readonly enforcementLevel: string;
}

/** One step of an update or a preview. */
export interface StepMetadata {
    readonly op: string;
    readonly urn: string;
    readonly type: string;
    readonly old: ResourceStateMetadata | null;
    readonly new: ResourceStateMetadata | null;
    readonly diffs?: readonly string[];
    readonly detailedDiff?: Readonly<Record<string, { readonly diffKind: string }>> | null;
}

export interface ResourceStateMetadata {
    readonly inputs: Properties;
    readonly outputs: Properties;
}

export type Properties = Readonly<Record<string, unknown>>;

/** The events of a log. Skips the incomplete line that a killed run leaves. */
export function parseEventLog(text: string): EngineEvent[] {
    return text.split("\n").flatMap((line) => {
        try {
            return line === "" ? [] : [JSON.parse(line) as EngineEvent];
        } catch {
            return [];
        }
    });
}

/** The last part of a URN: urn:pulumi:STACK::PROJECT::TYPE::NAME. */
export function nameOf(urn: string): string {
    return urn.split("::").slice(3).join("::");
}

/** The type of a URN without those of its parents. */
export function typeOf(urn: string): string {
    return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
