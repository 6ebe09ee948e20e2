import type { ReportedMetric, ReportedPause, UpdateReport } from "../report";
import { conditionOf, nameOf, resultOf } from "./tables";

/** One result of an update: passed without `failure` and `skipped`. */
export interface Case {
    readonly group: "update" | "pause" | "metric" | "judge";
    readonly name: string;
    readonly seconds: number;
    readonly failure?: string;
    readonly skipped?: string;
}

/**
 * Returns a case for the update, for each pause, for each metric, and for each judged signal. What was not observed is
 * skipped, not passed.
 */
export function casesOf(report: UpdateReport): readonly Case[] {
    const { outcome, startedAt, finishedAt, success, sentence } = report;
    const seconds = secondsBetween(startedAt, finishedAt);
    return [
        { group: "update", name: outcome, seconds, failure: success ? undefined : sentence },
        ...pauseCases(report),
        ...report.metrics.map(metricCase),
        ...judgeCases(report),
    ];
}

/** Returns the cases of all declared pauses, also of those that the rollout did not reach. */
function pauseCases({ steps, pauses, finishedAt }: UpdateReport): Case[] {
    return steps.flatMap(({ pauseSeconds, openEnded }, step): Case[] => {
        const pause = pauses.find((one) => one.step === step);
        if (pause !== undefined) {
            return [pauseCase(pause, finishedAt)];
        }
        if (pauseSeconds === undefined && openEnded !== true) {
            return [];
        }
        const weight = steps.slice(0, step).findLast(({ percent }) => percent !== undefined)?.percent ?? 0;
        return [{ group: "pause", name: pauseName(step, weight), seconds: 0, skipped: "it was not observed" }];
    });
}

function pauseCase(pause: ReportedPause, end: string): Case {
    const { step, weight, share, from, until = end } = pause;
    const seen =
        share === undefined
            ? ""
            : `: ${share.canary} of ${share.total} requests, plausible are ${share.lowest} to ${share.highest}`;
    const result = `${resultOf(pause)}${seen}`;
    const proven = share?.result === "within";
    return {
        ...{ group: "pause", name: pauseName(step, weight), seconds: secondsBetween(from, until) },
        failure: share?.result === "outside" ? result : undefined,
        skipped: proven || share?.result === "outside" ? undefined : result,
    };
}

function pauseName(step: number, weight: number): string {
    return `step ${step} at weight ${weight}`;
}

function metricCase(metric: ReportedMetric): Case {
    const { measurements, phase, dryRun } = metric;
    const name = `${nameOf(metric)} must be ${conditionOf(metric)}`;
    const last = measurements.at(-1);
    const measured = last === undefined ? "not measured" : `last measured ${last.text} (${last.phase})`;
    const failed = ["Failed", "Error", "Inconclusive"].includes(phase);
    const good = measurements.some((one) => one.phase === "Successful");
    return {
        ...{ group: "metric", name, seconds: 0 },
        failure: failed && !dryRun ? `${phase}: ${measured}` : undefined,
        skipped: dryRun ? `dry run: ${measured}` : failed || good ? undefined : measured,
    };
}

function judgeCases({ judge }: UpdateReport): Case[] {
    return (judge?.signals ?? []).map(({ signal, bound, threshold, new: one, stable, rejected }) => {
        const what = signal === "errors" ? "answers with 5xx" : `answers slower than ${bound ?? 0} ms`;
        const counts = `the new version ${one.bad} of ${one.all}, the stable version ${stable.bad} of ${stable.all}, threshold ${threshold}`;
        return {
            ...{ group: "judge", name: what, seconds: 0 },
            failure: rejected.length > 0 ? `rejected (${rejected.join(", ")}): ${counts}` : undefined,
            skipped: one.all === 0 ? "the new version has answered no request" : undefined,
        };
    });
}

function secondsBetween(from: string, until: string): number {
    return Math.max(0, (Date.parse(until) - Date.parse(from)) / 1000);
}
