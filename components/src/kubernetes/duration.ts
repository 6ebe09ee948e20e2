const pattern = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/**
 * The seconds of a duration such as `30s`, `2m` or `1h30m`; undefined where the text is none.
 *
 * Argo reads durations as Go does and Prometheus in its own way: this is the part that both read alike.
 */
export function parseDuration(text: string): number | undefined {
    const match = pattern.exec(text);
    if (match === null || text === "") {
        return undefined;
    }
    const [hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part?: string) => Number(part ?? 0));
    const total = hours * 3600 + minutes * 60 + seconds;
    return Number.isSafeInteger(total) ? total : undefined;
}

/** The seconds of a pause, undefined where the value is no duration. Argo takes a bare number for seconds. */
export function parsePause(duration: unknown): number | undefined {
    if (typeof duration === "number") {
        return Number.isSafeInteger(duration) && duration >= 0 ? duration : undefined;
    }
    return typeof duration === "string" ? parseDuration(duration) : undefined;
}
