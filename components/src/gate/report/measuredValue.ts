/** Parses "< 500" from "result[0] < 500"; undefined for a condition of another form. */
export function thresholdOf(condition: string): { operator: string; limit: number } | undefined {
    const match = /^\s*result(?:\[0\])?\s*(<=|>=|<|>|==|!=)\s*(-?\d+(?:\.\d+)?)\s*$/.exec(condition);
    const [, operator, limit] = match ?? [];
    return operator === undefined || limit === undefined ? undefined : { operator, limit: Number(limit) };
}

/**
 * Formats a measured value: rounded, but never to the other side of its threshold (499.6 is not shown as
 * "500 ms (< 500) ok"), with the unit that the metric's name implies.
 */
export function formatValue(metricName: string, value: string, condition: string): string {
    const text = valueIn(value);
    const measured = numberIn(value);
    const known = unitOf(metricName, condition);
    const unit = known === undefined ? "" : ` ${known}`;
    if (measured === undefined) {
        return text === "NaN" ? "NaN" : value === "" ? "no value" : value;
    }
    const threshold = thresholdOf(condition);
    for (let digits = 3; digits < 17; digits += 1) {
        const rounded =
            Math.abs(measured) >= 100 ? Number(measured.toFixed(digits - 3)) : Number(measured.toPrecision(digits));
        if (threshold === undefined || side(rounded, threshold.limit) === side(measured, threshold.limit)) {
            return `${String(rounded)}${unit}`;
        }
    }
    return `${String(measured)}${unit}`;
}

/**
 * Returns the unit that a metric's name implies, unless its threshold may be that of a ratio, or of seconds: at most 1. The
 * article's p99-latency has milliseconds from 1 on.
 */
export function unitOf(metricName: string, condition: string): "ms" | "%" | undefined {
    const limit = Math.abs(thresholdOf(condition)?.limit ?? Infinity);
    if (limit < 1 || (limit === 1 && metricName !== "p99-latency")) {
        return undefined;
    }
    return metricName.endsWith("latency") ? "ms" : metricName.endsWith("rate") ? "%" : undefined;
}

/** Returns the number of an answer, also of a vector of one; undefined if it is none. */
export function numberIn(value: string): number | undefined {
    const measured = Number(valueIn(value)?.replace("Inf", "Infinity") ?? NaN);
    return Number.isNaN(measured) ? undefined : measured;
}

/** Returns the only value of an answer: "41.2" of "[41.2]". */
function valueIn(answer: string): string | undefined {
    return /^\[?\s*([^\],\s]+)\s*\]?$/.exec(answer)?.[1];
}

/** Returns "< 500" for a condition of that form, else the condition as written. */
export function limitOf(condition: string): string {
    const threshold = thresholdOf(condition);
    return threshold === undefined ? condition : `${threshold.operator} ${String(threshold.limit)}`;
}

function side(value: number, limit: number): number {
    return Math.sign(value - limit);
}
