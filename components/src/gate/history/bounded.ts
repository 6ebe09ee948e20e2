/** The number of points of a series that a gate keeps: a day of looks is thinned to it. */
export const mostPoints = 2_000;

/**
 * Returns a series with one more point. One that gets too long loses every second point, but not its first and its last
 * one: the memory of a gate stays small however long the rollout takes.
 */
export function withPoint<T>(points: readonly T[], point: T, most = mostPoints): readonly T[] {
    const all = [...points, point];
    return all.length <= most ? all : all.filter((_, index) => index % 2 === 0 || index === all.length - 1);
}
