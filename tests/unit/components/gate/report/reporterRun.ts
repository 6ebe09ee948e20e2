import type { Observation } from "../../../../../components/src/gate/observation/observe";
import { progressReporter, type ProgressReporter } from "../../../../../components/src/gate/report/progressReporter";

const steps = [10, 25, 50, 75, 100].flatMap((percent) => {
    const weight = { setWeight: percent, percent };
    return percent < 100 ? [weight, {}] : [weight];
});

/** A write: some fields of the observation. */
export type Write = Partial<Observation>;

export const paused = (stepIndex: number, weight: number): Observation =>
    ({
        phase: "Paused",
        aborted: false,
        stepIndex,
        weight,
        statusWeight: weight,
        analyses: [],
        steps,
        routes: [],
        podProblems: [],
        podHash: "new",
        stableHash: "old",
    }) as unknown as Observation;
export const rollout = (phase: string, stepIndex: number, statusWeight: number, more: Write = {}): Write => ({
    phase,
    stepIndex,
    statusWeight,
    ...more,
});
export const ingress = (weight: number): Write => ({ weight });
export const analysis = (count: number): Write => ({
    analyses: [
        {
            name: "run",
            kind: "Background",
            phase: "Running",
            message: "",
            metrics: [
                {
                    name: "p99-latency",
                    condition: "result[0] < 500",
                    phase: "Running",
                    message: "",
                    dryRun: false,
                    measuredCount: count,
                    goodCount: count,
                    measurements: [{ value: "[743]", phase: "Failed", finishedAt: `second ${String(count)}` }],
                },
            ],
        },
    ],
});

/** A progress reporter on a fake clock, and the lines that it prints. */
export class ReporterRun {
    lines: { text: string; now: number }[] = [];
    now = 0;
    readonly reporter: ProgressReporter;

    /** Starts with an observation that has been printed. */
    constructor(private observation: Observation) {
        const log = (line: string) => this.lines.push({ text: line.slice("[00:00:00] ".length), now: this.now });
        this.reporter = progressReporter(log, 15, this.now);
        this.reporter.see(observation, this.now);
        this.pass(500);
        this.lines = [];
    }

    get messages(): string[] {
        return this.lines.map(({ text }) => text);
    }

    /** Lets time pass as the drive does: it looks when something is due. */
    pass(milliseconds: number): void {
        const end = this.now + milliseconds;
        this.reporter.flush(this.now, false, "");
        while (this.now < end) {
            this.now = Math.min(end, this.now + Math.max(1, this.reporter.dueIn(this.now)));
            this.reporter.flush(this.now, false, "");
        }
    }

    write(...writes: Write[]): void {
        for (const part of writes) {
            this.observation = { ...this.observation, ...part };
            this.reporter.see(this.observation, this.now);
        }
    }
}
