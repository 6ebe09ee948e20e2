import { appendFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** A file that has every result as soon as it is known, one JSON value a line, so that none is lost with a later one. */
export interface Progress<T> {
    /** The results so far, in order. */
    readonly results: readonly T[];
    add(result: T): void;
}

/** Opens the file of a run; `resume`: with the results of the one before. */
export function openProgress<T>(file: string, resume: boolean): Progress<T> {
    mkdirSync(dirname(file), { recursive: true });
    if (!resume) {
        rmSync(file, { force: true });
    }
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    // A process that was killed while it wrote leaves a part of a line.
    const whole = text.slice(0, text.lastIndexOf("\n") + 1);
    if (whole !== text) {
        writeFileSync(file, whole);
    }
    const results = whole.split("\n").flatMap((line) => (line === "" ? [] : (JSON.parse(line) as T)));
    return {
        results,
        add(result) {
            results.push(result);
            appendFileSync(file, `${JSON.stringify(result)}\n`);
        },
    };
}
