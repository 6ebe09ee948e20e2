/** A test: its file without `tests/` and `.spec.ts`, and a part of its full title that no other test of that file has. */
export interface TestName {
    readonly spec: string;
    readonly title: string;
}

/** A mistake that somebody could make in a source file, and the test that does not let it pass. */
export interface Mutation {
    readonly name: string;
    readonly file: string;
    /** Occurs in the file exactly once. */
    readonly find: string;
    readonly replace: string;
    /** What is wrong with the gate then. */
    readonly kills: string;
    /** The acceptance tests (acceptance.ts) that are about this. */
    readonly ats: readonly string[];
    readonly test: TestName;
    /** One of those that `scripts/test` runs. @default false */
    readonly fast?: true;
}

/** Names the tests of one file. */
export function testsOf(spec: string): (title: string) => TestName {
    return (title) => ({ spec, title });
}

/** The file of a test, from the checkout. */
export function specFile({ spec }: TestName): string {
    return `tests/${spec}.spec.ts`;
}

/** How often a text is in another one; what overlaps is counted once. */
export function occurrences(text: string, part: string): number {
    return text.split(part).length - 1;
}
