import { stackType } from "../local/stackState";
import { type EngineEvent, nameOf, typeOf } from "../local/engineEvents";

/** A violation of a rule of the policy pack. */
export interface Violation {
    readonly rule: string;
    /** True if it stops the update. */
    readonly mandatory: boolean;
    /** The object's type and name; absent for a violation of the whole stack. */
    readonly resource?: { readonly type: string; readonly name: string };
    readonly message: string;
}

/** All violations without duplicates, mandatory ones first. */
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
