/** A place in a manifest. */
export interface Place {
    readonly file: string;
    /** From 1. */
    readonly line: number;
}

/** The places of objects, by their `source`. */
export type Places = ReadonlyMap<string, Place>;

/** Formats a place as compilers do. */
export function sourceOf({ file, line }: Place): string {
    return `${file}:${line}`;
}
