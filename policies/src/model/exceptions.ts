import { annotationsOf, type KubernetesObject } from "./objects";
import { known } from "./value";

/** Exception of an object from a rule, with its reason and last day. */
export interface Exception {
    readonly reason: string;
    /** The last day, such as 2027-03-01. */
    readonly until: string;
}

/** Prefix of an exception's annotation; the rule's name follows. */
export const annotationPrefix = "canary-policies/except.";

/** True when a rule accepts exceptions: all except the rules about exceptions. */
export function mayBeExcepted(rule: string): boolean {
    return !["exceptions-valid", "exceptions-listed"].includes(rule);
}

export const exceptionForm = '"REASON; until YYYY-MM-DD"';

const form = /^\s*(\S[^;]*(?:;[^;]+)*?)\s*;\s*until\s+(\d{4}-\d{2}-\d{2})\s*$/;

/** Parses an exception, expired or not; undefined if it is malformed. */
export function parseException(value: unknown): Exception | undefined {
    const match = typeof value === "string" ? form.exec(value) : null;
    const [, reason, until] = match ?? [];
    return reason !== undefined && until !== undefined && isDate(until) ? { reason, until } : undefined;
}

/** Returns the exception that is valid today, or a string with the reason if there is none. */
export function readException(value: unknown, today: string): Exception | string {
    const exception = parseException(value);
    if (exception === undefined) {
        return `must read ${exceptionForm}, with a valid date`;
    }
    // ISO dates sort as strings.
    return exception.until < today
        ? `has expired: its last day was ${exception.until}, and today is ${today}`
        : exception;
}

/** Returns the exceptions in an object's annotations, by the name of the rule. */
export function requestedExceptions(object: KubernetesObject): ReadonlyMap<string, unknown> {
    const all = Object.entries(annotationsOf(object)).filter(([key]) => key.startsWith(annotationPrefix));
    return new Map(all.map(([key, value]) => [key.slice(annotationPrefix.length), known(value)]));
}

function isDate(text: string): boolean {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
