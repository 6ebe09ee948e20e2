/** What running some tests came to. */
export interface Counts {
    readonly passed: number;
    readonly failed: number;
    /** What to read first, once all have run: by the name of what failed, the end of what it said. */
    readonly failures: readonly Failure[];
}

/** A part of the tests that failed. */
export interface Failure {
    readonly name: string;
    readonly lines: readonly string[];
}

/** Adds them up. */
export function sum(all: readonly Counts[]): Counts {
    return {
        passed: all.reduce((total, { passed }) => total + passed, 0),
        failed: all.reduce((total, { failed }) => total + failed, 0),
        failures: all.flatMap(({ failures }) => failures),
    };
}

/** Something that ran no test, for it failed by itself. */
export function failure(name: string, lines: readonly string[]): Counts {
    return { passed: 0, failed: 1, failures: [{ name, lines }] };
}
