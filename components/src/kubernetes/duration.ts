const pattern = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?$/;

/**
 * Returns the seconds of a duration such as `30s`, `2m` or `1h30m`; undefined for any other text.
 *
 * Argo parses durations as Go does, Prometheus by its own rules. This is the subset that both parse alike.
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

/** Returns the seconds of a pause; undefined if the value is not a duration. Argo reads a bare number as seconds. */
export function parsePause(duration: unknown): number | undefined {
    if (typeof duration === "number") {
        return Number.isSafeInteger(duration) && duration >= 0 ? duration : undefined;
    }
    return typeof duration === "string" ? parseDuration(duration) : undefined;
}

/** Returns the seconds of a live Rollout's duration in Go's format: `1h30m`, `1.5h`, `500ms`, or a bare number. */
export function parseGoDuration(duration: string | number): number {
    const units: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3 };
    const parts = [...String(duration).matchAll(/(\d+(?:\.\d+)?)(ms|h|m|s)/g)];
    return parts.length === 0
        ? Number(duration) || 0
        : parts.reduce((total, [, count, unit = "s"]) => total + Number(count) * (units[unit] ?? 0), 0);
}
