import type { Unmeasured } from "../model/finding";
import { podHashLabel, revisionAnnotation, type AnalysisRunObject } from "../cluster/types";

/** One completed measurement, as the AnalysisRun has it. */
export interface Measurement {
    readonly value: string;
    readonly phase: string;
    readonly finishedAt: string;
    readonly message?: string;
}

/** One metric of an AnalysisRun. */
export interface Metric {
    readonly name: string;
    /** The successCondition as written, or the negated failureCondition. */
    readonly condition: string;
    readonly phase: string;
    readonly message: string;
    readonly dryRun: boolean;
    /** The number of measurements with a value; those that ended in an error do not count. */
    readonly measuredCount: number;
    /** The number of successful ones: only they are a proof. */
    readonly goodCount: number;
    readonly measurements: readonly Measurement[];
}

/** One AnalysisRun of the revision that the gate watches. */
export interface Analysis {
    readonly name: string;
    /** `Initial`: started by this gate, to measure a first deploy. */
    readonly kind: "Background" | "Step" | "Initial";
    /** The step of a `Step` run. */
    readonly stepIndex?: number;
    readonly phase: string;
    readonly message: string;
    readonly metrics: readonly Metric[];
}

const completedPhases = ["Successful", "Failed", "Error", "Inconclusive"];

/** True when an AnalysisRun, a metric or a measurement has ended. */
export function isCompleted(phase: string): boolean {
    return completedPhases.includes(phase);
}

/**
 * Returns the AnalysisRuns of one revision: its latest background run (a retry creates a new one) and its latest run
 * per step.
 *
 * They are found by owner, revision and pod hash, not by the name in the Rollout's status, which the controller
 * clears as soon as the run has ended.
 */
export function analysesOf(
    runs: readonly AnalysisRunObject[],
    rollout: { uid: string; revision: number; podHash: string },
): Analysis[] {
    const latest = new Map<string, AnalysisRunObject>();
    for (const run of runs) {
        const { labels = {}, annotations = {}, ownerReferences = [] } = run.metadata;
        const ours =
            ownerReferences.some((owner) => owner.uid === rollout.uid) &&
            labels[podHashLabel] === rollout.podHash &&
            annotations[revisionAnnotation] === String(rollout.revision);
        const key = `${labels["rollout-type"] ?? ""} ${labels["step-index"] ?? ""}`;
        const known = latest.get(key);
        if (ours && (known === undefined || ageOf(run) >= ageOf(known))) {
            latest.set(key, run);
        }
    }
    return [...latest.values()].map(viewOf);
}

/** Returns the existing runs, and those that were seen to end before the controller deleted them (it keeps five). */
export function seenAnalyses(runs: readonly Analysis[], before: readonly Analysis[]): Analysis[] {
    const replaced = (old: Analysis) =>
        runs.some(({ kind, stepIndex }) => kind === old.kind && stepIndex === old.stepIndex);
    return [...runs, ...before.filter((old) => isCompleted(old.phase) && !replaced(old))];
}

/** Returns the metrics of AnalysisRuns that no good measurement has proven; dry runs prove nothing, and need not. */
export function unmeasuredMetrics(runs: readonly Analysis[]): Unmeasured[] {
    const metrics = runs.flatMap((run) => run.metrics.filter(({ goodCount, dryRun }) => goodCount === 0 && !dryRun));
    return [...new Map(metrics.map((metric) => [metric.name, metric])).values()].map(({ name, measuredCount }) => ({
        kind: "unmeasured",
        metric: name,
        ...(measuredCount > 0 && { bad: measuredCount }),
    }));
}

/**
 * True when a user, or `onInconclusive`, has decided about the inconclusive analysis of a step: the controller itself
 * does not continue after one. A background analysis starts again instead, and its new run counts.
 */
export function isDecidedOn({ kind, phase, stepIndex = -1 }: Analysis, currentStep: number): boolean {
    return kind === "Step" && phase === "Inconclusive" && stepIndex < currentStep;
}

// Creation times have whole seconds; a name with a higher collision suffix ("name.1") is the younger one.
function ageOf(run: AnalysisRunObject): string {
    return `${run.metadata.creationTimestamp ?? ""} ${run.metadata.name.length.toString().padStart(4, "0")} ${run.metadata.name}`;
}

function stepIndexOf(label: string | undefined): { stepIndex?: number } {
    return label === undefined || !/^\d+$/.test(label) ? {} : { stepIndex: Number(label) };
}

/** True for a dry run. Argo notes it with the first result; before that it is only in the spec. */
function isDryRun({ spec }: AnalysisRunObject, metricName: string): boolean {
    return (spec?.dryRun ?? []).some((dryRun) => {
        try {
            return new RegExp(dryRun.metricName).test(metricName);
        } catch {
            return false;
        }
    });
}

function kindOf(type: string | undefined): Analysis["kind"] {
    return type === "Step" || type === "Initial" ? type : "Background";
}

function viewOf(run: AnalysisRunObject): Analysis {
    const results = run.status?.metricResults ?? [];
    return {
        name: run.metadata.name,
        kind: kindOf(run.metadata.labels?.["rollout-type"]),
        ...stepIndexOf(run.metadata.labels?.["step-index"]),
        phase: run.status?.phase ?? "Pending",
        message: run.status?.message ?? "",
        metrics: (run.spec?.metrics ?? []).map((metric) => {
            const result = results.find((candidate) => candidate.name === metric.name);
            const measurements: Measurement[] = [];
            for (const measurement of result?.measurements ?? []) {
                if (measurement.phase !== undefined && isCompleted(measurement.phase)) {
                    measurements.push({
                        value: measurement.value ?? "",
                        phase: measurement.phase,
                        finishedAt: measurement.finishedAt ?? "",
                        ...(measurement.message === undefined ? {} : { message: measurement.message }),
                    });
                }
            }
            const withValue = measurements.filter(({ phase }) => phase !== "Error").length;
            const good = measurements.filter(({ phase }) => phase === "Successful").length;
            return {
                name: metric.name,
                condition:
                    metric.successCondition ??
                    (metric.failureCondition === undefined ? "" : `not (${metric.failureCondition})`),
                phase: result?.phase ?? "Pending",
                message: result?.message ?? "",
                dryRun: result?.dryRun ?? isDryRun(run, metric.name),
                // count covers measurements that the controller no longer keeps (it keeps ten).
                measuredCount: Math.max(result?.count ?? 0, withValue),
                goodCount: Math.max(result?.successful ?? 0, good),
                measurements,
            };
        }),
    };
}
