/** A property of an answer that a version is judged by: a server error, or a latency over the threshold. */
export type Signal = "errors" | "latency";

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
