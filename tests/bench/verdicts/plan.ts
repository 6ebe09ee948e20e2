/** A kind of update, and what a right verdict about it is. */
export interface Kind {
    readonly name: string;
    readonly env: Readonly<Record<string, string>>;
    /** `within`: the fault is smaller than every threshold, so both verdicts are right. */
    readonly label: "good" | "bad" | "within";
}

/** An update to run: with the judge, or by the article's analysis alone. */
export interface PlannedUpdate {
    readonly kind: Kind;
    readonly judged: boolean;
}

const good: Kind = { name: "no fault", env: {}, label: "good" };

/** One round: 4 good updates and 9 bad ones, in the order in which they begin. */
const round: readonly Kind[] = [
    good,
    { name: "5 % errors", env: { FAULT_ERROR_RATE: "0.05" }, label: "bad" },
    { name: "11 % errors", env: { FAULT_ERROR_RATE: "0.11" }, label: "bad" },
    good,
    { name: "20 % errors", env: { FAULT_ERROR_RATE: "0.2" }, label: "bad" },
    { name: "50 % errors", env: { FAULT_ERROR_RATE: "0.5" }, label: "bad" },
    good,
    { name: "200 to 800 ms more latency", env: { FAULT_LATENCY_MS: "200-800" }, label: "bad" },
    {
        name: "half of the requests of one path of three fail",
        env: { FAULT_ERROR_RATE: "0.5", FAULT_PATH: "/checkout" },
        label: "bad",
    },
    good,
    { name: "latency grows by 4 ms with each request", env: { FAULT_LATENCY_GROWTH_MS: "4" }, label: "bad" },
    { name: "the process ends at its 40th request", env: { FAULT_CRASH_AT: "40" }, label: "bad" },
    {
        name: "half of the requests fail above 12 a second and pod",
        env: { FAULT_ERROR_RATE: "0.5", FAULT_ABOVE_PER_SECOND: "12" },
        label: "bad",
    },
];

const within: readonly Kind[] = [
    { name: "2 % errors", env: { FAULT_ERROR_RATE: "0.02" }, label: "within" },
    { name: "50 ms more latency", env: { FAULT_LATENCY_MS: "50" }, label: "within" },
    { name: "300 ms more latency", env: { FAULT_LATENCY_MS: "300" }, label: "within" },
];

/**
 * Returns all updates in the order in which they begin, those that matter most first: rounds with the judge, rounds by the
 * article's analysis alone, and in each of these ways one of each fault within the thresholds.
 */
export function planOf(repeat: number, alone: number): readonly PlannedUpdate[] {
    const of = (kinds: readonly Kind[], judged: boolean) => kinds.map((kind) => ({ kind, judged }));
    const rounds = (count: number, judged: boolean) => Array.from({ length: count }, () => of(round, judged)).flat();
    const once = (count: number, judged: boolean) => (count === 0 ? [] : of(within, judged));
    return [...rounds(repeat, true), ...rounds(alone, false), ...once(repeat, true), ...once(alone, false)];
}

/** Returns the planned updates that are not among those that have ended. */
export function remaining(
    plan: readonly PlannedUpdate[],
    ended: readonly { readonly kind: string; readonly judge: boolean }[],
): readonly PlannedUpdate[] {
    const left = [...ended];
    return plan.filter(({ kind, judged }) => {
        const index = left.findIndex((one) => one.kind === kind.name && one.judge === judged);
        if (index !== -1) {
            left.splice(index, 1);
        }
        return index === -1;
    });
}
