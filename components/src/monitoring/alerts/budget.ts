import type { Alert, PlainRule, Severity } from "./alert";

/** A share of good answers that users are promised, and the rates that measure it. */
export interface Objective {
    readonly slo: "availability" | "latency";
    /** Percent of the answers that are good. */
    readonly percent: number;
    /** The answers that are not good, such as "5xx". */
    readonly bad: string;
    /** Returns the rate of the bad answers, which is 0 without one, and that of all, over a window. */
    readonly rates: (window: string) => { readonly bad: string; readonly all: string };
}

/** Two windows in which the budget burns at a rate: the long one is significant, the short one ends the alert soon. */
interface BurnRate {
    readonly severity: Severity;
    readonly long: string;
    readonly short: string;
    /** Multiple of the rate at which the budget of 30 days is spent in 30 days. */
    readonly rate: number;
}

/**
 * Windows and rates of the Site Reliability Workbook, chapter 5: 2 % of the budget of 30 days in an hour, 5 % in 6 hours,
 * 10 % in a day or in 3 days.
 */
const burnRates: readonly BurnRate[] = [
    { severity: "critical", long: "1h", short: "5m", rate: 14.4 },
    { severity: "critical", long: "6h", short: "30m", rate: 6 },
    { severity: "warning", long: "1d", short: "2h", rate: 3 },
    { severity: "warning", long: "3d", short: "6h", rate: 1 },
];

/** The least percent of an objective: with a larger budget no share of bad answers burns it at the highest rate. */
export const leastObjectivePercent = 94;

/** Windows that change quickly, and those whose queries are expensive. */
export const recordedWindows = { short: ["5m", "30m", "1h"], long: ["2h", "6h", "1d", "3d"] } as const;

/** Returns the part of the answers that may be bad. */
export function budgetOf({ percent }: Pick<Objective, "percent">): number {
    return Number(((100 - percent) / 100).toPrecision(6));
}

/** Returns the recorded share of bad answers in a window, of an app's job. */
export function recordedShare({ slo }: Pick<Objective, "slo">, job: string, window: string): string {
    return `job:slo_errors_per_request:ratio_rate${window}{job="${job}",slo="${slo}"}`;
}

/** Returns the rules that record the share of bad answers in some windows. */
export function recordingRules(objective: Objective, job: string, windows: readonly string[]): PlainRule[] {
    return windows.map((window) => {
        const { bad, all } = objective.rates(window);
        return {
            record: `job:slo_errors_per_request:ratio_rate${window}`,
            expr: `${bad} / ${all}`,
            labels: { job, slo: objective.slo },
        };
    });
}

/** Returns the alerts of an objective, one for each severity. */
export function budgetAlerts(objective: Objective, job: string): Alert[] {
    const { slo, percent, bad } = objective;
    const name = slo === "availability" ? "AvailabilityBudgetBurn" : "LatencyBudgetBurn";
    const budget = budgetOf(objective);
    const exceeds = (window: string, rate: number) => `${recordedShare(objective, job, window)} > ${rate} * ${budget}`;
    const both = ({ long, short, rate }: BurnRate) => `(${exceeds(long, rate)} and ${exceeds(short, rate)})`;
    return (["critical", "warning"] as const).map((severity) => {
        const rates = burnRates.filter((one) => one.severity === severity);
        const windows = rates.map(({ long, rate }) => `${rate} times in ${long}`).join(" or ");
        return {
            name,
            severity,
            // The first of the two windows' pairs that has a result; both would be two alerts with different values.
            expr: rates.map(both).join(" or "),
            summary: `${job} spends its ${slo} budget too fast: {{ $value | humanizePercentage }} of the answers are ${bad}`,
            description: `The objective is ${percent} % good answers in 30 days; the limit is ${windows}.`,
        };
    });
}
