/** Returns a copy without undefined fields, also within nested plain objects; Outputs are unchanged. */
export function withoutUndefined<T>(value: T): T {
    if (Array.isArray(value)) {
        return value.map((item: unknown) => withoutUndefined(item)) as T;
    }
    if (typeof value !== "object" || value === null || Object.getPrototypeOf(value) !== Object.prototype) {
        return value;
    }
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    return Object.fromEntries(entries.map(([key, field]) => [key, withoutUndefined<unknown>(field)])) as T;
}
