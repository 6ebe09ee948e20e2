/** The result of a test run. */
export interface Counts {
    readonly passed: number;
    readonly failed: number;
    /** The failed parts with the end of their output, reported once all have run. */
    readonly failures: readonly Failure[];
}

/** A part of the tests that failed. */
export interface Failure {
    readonly name: string;
    readonly lines: readonly string[];
}

/** Adds up results. */
export function sum(all: readonly Counts[]): Counts {
    return {
        passed: all.reduce((total, { passed }) => total + passed, 0),
        failed: all.reduce((total, { failed }) => total + failed, 0),
        failures: all.flatMap(({ failures }) => failures),
    };
}

/** The result of a part that failed without running a test. */
export function failure(name: string, lines: readonly string[]): Counts {
    return { passed: 0, failed: 1, failures: [{ name, lines }] };
}
