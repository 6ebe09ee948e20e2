import { annotationsOf, type KubernetesObject } from "./objects";
import { known } from "./value";

/** Why a rule need not hold for an object, and how long. */
export interface Exception {
    readonly reason: string;
    /** The last day, such as 2027-03-01. */
    readonly until: string;
}

/** The annotation of an exception is this and the rule's name. */
export const annotationPrefix = "canary-policies/except.";

/** Whether an object may be excepted from a rule: not from those that watch over the exceptions themselves. */
export function mayBeExcepted(rule: string): boolean {
    return !["exceptions-valid", "exceptions-listed"].includes(rule);
}

export const exceptionForm = '"REASON; until YYYY-MM-DD"';

const form = /^\s*(\S[^;]*(?:;[^;]+)*?)\s*;\s*until\s+(\d{4}-\d{2}-\d{2})\s*$/;

/** The exception that a text asks for, expired or not; undefined where it asks for none in the right form. */
export function parseException(value: unknown): Exception | undefined {
    const match = typeof value === "string" ? form.exec(value) : null;
    const [, reason, until] = match ?? [];
    return reason !== undefined && until !== undefined && isDate(until) ? { reason, until } : undefined;
}

/** The exception that holds today; a text says why there is none. */
export function readException(value: unknown, today: string): Exception | string {
    const exception = parseException(value);
    if (exception === undefined) {
        return `must read ${exceptionForm}, with a date that there is`;
    }
    // The form of the dates makes the order of texts the order of days.
    return exception.until < today
        ? `has expired: its last day was ${exception.until}, and today is ${today}`
        : exception;
}

/** The exceptions that an object asks for, by the name of the rule. */
export function requestedExceptions(object: KubernetesObject): ReadonlyMap<string, unknown> {
    const all = Object.entries(annotationsOf(object)).filter(([key]) => key.startsWith(annotationPrefix));
    return new Map(all.map(([key, value]) => [key.slice(annotationPrefix.length), known(value)]));
}

function isDate(text: string): boolean {
    const date = new Date(`${text}T00:00:00Z`);
    return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}
