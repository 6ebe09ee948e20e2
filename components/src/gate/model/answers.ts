/** A property of an answer that a version is judged by: a server error, or a latency over the threshold. */
export type Signal = "errors" | "latency";

/** The signals in the order in which they are reported. */
export const signals = ["errors", "latency"] as const satisfies readonly Signal[];

/** The least share of bad answers that is rejected with 99 %, 0 to 1; absent where no share would be. */
export type DetectableFaults = Readonly<Partial<Record<Signal, number>>>;

/** Answers of one version within some time: all, and those that are bad by a signal. */
export interface Answers {
    readonly all: number;
    readonly bad: number;
}

/** Answers of both versions within the same time. */
export interface BothAnswers {
    readonly new: Answers;
    readonly stable: Answers;
}

export const noAnswers: Answers = { all: 0, bad: 0 };

/** Returns the answers of two times. */
export function sumOf(one: Answers, other: Answers): Answers {
    return { all: one.all + other.all, bad: one.bad + other.bad };
}

/** Returns whole numbers of answers: between two scrapes a counter is in proportion. */
export function whole({ all, bad }: Answers): Answers {
    return { all: Math.round(all), bad: Math.round(bad) };
}

/** Returns whole numbers of the answers of both versions. */
export function wholeAnswers({ new: one, stable }: BothAnswers): BothAnswers {
    return { new: whole(one), stable: whole(stable) };
}
