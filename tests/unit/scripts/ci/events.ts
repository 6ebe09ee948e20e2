import type { EngineEvent, Properties, StepMetadata } from "../../../../scripts/local/engineEvents";

/** A secret in pulumi's event log. */
export const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "[secret]",
};
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

export const rolloutType = "kubernetes:argoproj.io/v1alpha1:Rollout";

interface StepArgs {
    readonly type?: string;
    readonly name?: string;
    readonly old?: Properties | null;
    readonly new?: Properties | null;
    readonly paths?: readonly string[];
    readonly diffs?: readonly string[];
}

export function urnOf(type: string, name: string): string {
    return `urn:pulumi:dev::canary-delivery::canary:index:CanaryApp$${type}::${name}`;
}

export function step(op: string, args: StepArgs = {}): StepMetadata {
    const { type = rolloutType, name = "shop", old = {}, paths = [], diffs = [] } = args;
    const state = (inputs: Properties | null) => (inputs === null ? null : { inputs, outputs: inputs });
    return {
        ...{ op, type, urn: urnOf(type, name), diffs, old: state(old) },
        new: state(args.new === undefined ? {} : args.new),
        detailedDiff: Object.fromEntries(paths.map((path) => [path, { diffKind: "update" }])),
    };
}

/** A step of a preview. */
export const planned = (op: string, args?: StepArgs): EngineEvent => ({
    resourcePreEvent: { metadata: step(op, args), planning: true },
});

/** A step that an update has begun; as in pulumi's log, `planning` is absent. */
export const begun = (op: string, args?: StepArgs): EngineEvent => ({
    resourcePreEvent: { metadata: step(op, args) },
});

export const done = (op: string, args?: StepArgs): EngineEvent => ({ resOutputsEvent: { metadata: step(op, args) } });

export const diagnostic = (message: string, severity: "info" | "error" = "info"): EngineEvent => ({
    diagnosticEvent: { message, severity },
});

export function violation(policyName: string, message: string, level = "mandatory", name = "shop"): EngineEvent {
    return { policyEvent: { policyName, message, enforcementLevel: level, resourceUrn: urnOf(rolloutType, name) } };
}

export const closed = (isPreview: boolean): EngineEvent => ({ summaryEvent: { isPreview } });
