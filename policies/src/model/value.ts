/** Stands for a value that a preview cannot know before the update. */
export const unknownValue: unique symbol = Symbol("unknown before the update");

/** A rule came upon a value that is not known: whatever depends on it is not judged, and so not violated. */
export class UnknownValueMet extends Error {
    override readonly name = "UnknownValueMet";
}

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value itself, which must be known. */
export function known<T>(value: T): Exclude<T, typeof unknownValue> {
    if (value === unknownValue) {
        throw new UnknownValueMet();
    }
    return value as Exclude<T, typeof unknownValue>;
}

/** The value at a path such as `spec.template`, or undefined where there is none. */
export function at(value: unknown, path = ""): unknown {
    const keys = path === "" ? [] : path.split(".");
    return keys.reduce<unknown>((current, key) => (isFields(current) ? known(current[key]) : undefined), known(value));
}

/** The text at a path; undefined where there is none, or something else. */
export function stringAt(value: unknown, path = ""): string | undefined {
    const found = at(value, path);
    return typeof found === "string" && found !== "" ? found : undefined;
}

/** The fields at a path; none where there are none. Each of them may be unknown. */
export function fieldsAt(value: unknown, path = ""): Fields {
    const found = at(value, path);
    return isFields(found) ? found : {};
}

/** The list at a path; empty where there is none. Each item may be unknown. */
export function listAt(value: unknown, path = ""): readonly unknown[] {
    const found = at(value, path);
    return Array.isArray(found) ? found : [];
}

/** The texts of a list, all of which must be known. */
export function stringsAt(value: unknown, path = ""): readonly string[] {
    return listAt(value, path)
        .map((item) => known(item))
        .filter((item) => typeof item === "string");
}

/** What there is to say about each item; one that depends on an unknown value is left out, and no other. */
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
