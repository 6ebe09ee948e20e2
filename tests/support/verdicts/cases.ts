import type { Looks } from "./traffic";

/** A case with a known verdict, as the answers of each look. */
export interface LabelledCase {
    readonly name: string;
    readonly source: string;
    readonly looks: Looks;
    /** The verdict that the case's author expects. */
    readonly expected: "good" | "bad";
    /** The reason why the judge does not give it. */
    readonly differs?: string;
}

/** Requests of each version in each look: the cases name none. */
const requests = 1000;

/** Returns looks with these errors of the new version, and of the stable one; none if it has no requests. */
function looksOf(fresh: readonly number[], stable: readonly number[] | undefined): Looks {
    return fresh.map((bad, index) => ({
        new: { all: requests, bad },
        stable: stable === undefined ? { all: 0, bad: 0 } : { all: requests, bad: stable[index] ?? 0 },
    }));
}

/** Public cases in which Kayenta's verdict was reported as wrong. */
export const publicCases: readonly LabelledCase[] = [
    {
        name: "seven high values of ten, next to a constant 1: passed",
        source: "spinnaker/kayenta#780",
        looks: looksOf([100, 100, 100, 100, 100, 100, 100, 1, 1, 1], Array<number>(10).fill(1)),
        expected: "bad",
    },
    {
        name: "sparse errors next to none: passed",
        source: "spinnaker/kayenta#426",
        looks: looksOf([0, 1, 2, 1, 0, 0], Array<number>(6).fill(0)),
        expected: "bad",
        differs:
            "4 errors of 6,000 next to 0 happen to one of 16 equal versions; the judge prints the least share that these requests show",
    },
    {
        name: "the same, ten times as frequent",
        source: "spinnaker/kayenta#426",
        looks: looksOf([0, 10, 20, 10, 0, 0], Array<number>(6).fill(0)),
        expected: "bad",
    },
    {
        name: "bad answers without data of the stable version",
        source: "spinnaker/kayenta#799",
        looks: looksOf(Array<number>(6).fill(120), undefined),
        expected: "bad",
    },
    {
        name: "good answers without data of the stable version: not rejected, and reported as judged by the threshold alone",
        source: "spinnaker/kayenta#799",
        looks: looksOf(Array<number>(6).fill(1), undefined),
        expected: "good",
    },
];
