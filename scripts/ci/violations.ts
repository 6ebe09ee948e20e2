import { stackType } from "../local/stackState";
import { type EngineEvent, nameOf, typeOf } from "./engineEvents";

/** A rule of the policy pack that an object breaks. */
export interface Violation {
    readonly rule: string;
    /** Whether it keeps the update from running. */
    readonly mandatory: boolean;
    /** The object's type and name; the whole stack has none. */
    readonly resource?: { readonly type: string; readonly name: string };
    readonly message: string;
}

/** All of them, once each; those that stop the update come first. */
export function violationsOf(events: readonly EngineEvent[]): Violation[] {
    const found = new Map<string, Violation>();
    for (const { policyEvent } of events) {
        if (policyEvent === undefined) {
            continue;
        }
        const { policyName: rule, enforcementLevel, resourceUrn = "", message } = policyEvent;
        const type = typeOf(resourceUrn);
        found.set(JSON.stringify([rule, resourceUrn, message]), {
            rule,
            mandatory: enforcementLevel !== "advisory",
            ...(type === "" || type === stackType ? {} : { resource: { type, name: nameOf(resourceUrn) } }),
            message: message.trim(),
        });
    }
    return [...found.values()].sort(
        (a, b) => Number(b.mandatory) - Number(a.mandatory) || a.rule.localeCompare(b.rule),
    );
}
