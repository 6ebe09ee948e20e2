/** Returns a weight in percent of a total, which need not be 100. No weight is rounded to 0. */
export function percent(weight: number, total: number): number {
    return Number(((weight * 100) / total).toPrecision(6));
}
