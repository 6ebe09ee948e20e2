import { parseDuration } from "../kubernetes/duration";

/** The seconds of a pause's duration, undefined where it is none. Argo takes a bare number for seconds. */
export function durationOf(duration: unknown): number | undefined {
    if (typeof duration === "number") {
        return Number.isSafeInteger(duration) && duration >= 0 ? duration : undefined;
    }
    return typeof duration === "string" ? parseDuration(duration) : undefined;
}

/** The seconds of a duration that has been judged before; Infinity where there is none. */
export function secondsOf(duration: string | number | undefined): number {
    return duration === undefined ? Infinity : (durationOf(duration) ?? NaN);
}
