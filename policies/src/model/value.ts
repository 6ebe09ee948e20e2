/** Stands for a value that a preview cannot know before the update. */
export const unknownValue: unique symbol = Symbol("unknown before the update");

/** Thrown for an unknown value: what depends on it is not evaluated, and so not violated. */
export class UnknownValueMet extends Error {
    override readonly name = "UnknownValueMet";
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns the value; throws UnknownValueMet if it is unknown. */
export function known<T>(value: T): Exclude<T, typeof unknownValue> {
    if (value === unknownValue) {
        throw new UnknownValueMet();
    }
    return value as Exclude<T, typeof unknownValue>;
}

/** Returns the value at a path such as `spec.template`, or undefined if there is none. */
export function at(value: unknown, path = ""): unknown {
    const keys = path === "" ? [] : path.split(".");
    return keys.reduce<unknown>((current, key) => (isFields(current) ? known(current[key]) : undefined), known(value));
}

/** Returns the string at a path; undefined if there is none, or another type. */
export function stringAt(value: unknown, path = ""): string | undefined {
    const found = at(value, path);
    return typeof found === "string" && found !== "" ? found : undefined;
}

/** Returns the fields at a path; empty if there are none. Each of them may be unknown. */
export function fieldsAt(value: unknown, path = ""): Fields {
    const found = at(value, path);
    return isFields(found) ? found : {};
}

/** Returns the list at a path; empty if there is none. Each item may be unknown. */
export function listAt(value: unknown, path = ""): readonly unknown[] {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
}

/** Returns the strings of a list, whose items must all be known. */
export function stringsAt(value: unknown, path = ""): readonly string[] {
    return listAt(value, path)
        .map((item) => known(item))
        .filter((item) => typeof item === "string");
}

/** Returns the result of a function, or another value if the result depends on an unknown value. */
export function knownOr<Result, Other>(other: Other, about: () => Result): Result | Other {
    const [result] = flatMapKnown([other], () => [{ value: about() }]);
    return result === undefined ? other : result.value;
}

/** Maps items to results, skipping items that depend on unknown values. */
export function flatMapKnown<Item, Result>(
    items: readonly Item[],
    about: (item: Item, index: number) => readonly Result[],
): Result[] {
    return items.flatMap((item, index) => {
        try {
            return about(item, index);
        } catch (error) {
            if (error instanceof UnknownValueMet) {
                return [];
            }
            throw error;
        }
    });
}
