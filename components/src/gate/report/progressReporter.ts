import type { Analysis } from "../observation/analysis";
import { printDueAt, linesOf, type PendingChanges, type Seen } from "./coalesce";
import { analysisLine, noteLine, problemsShown, statusLine } from "./format";
import type { Observation } from "../observation/observe";

/** The lines that `pulumi up` shows while the gate runs. */
export interface ProgressReporter {
    /** Records an observation; the next {@link ProgressReporter.flush} that is due prints its changes. */
    see(observation: Observation, now: number): void;
    /** Prints what is due: changes at once when `last`, the heartbeat otherwise; `waitingFor` when nothing was seen yet. */
    flush(now: number, last: boolean, waitingFor: string): void;
    /** Prints a note, once. */
    note(text: string, now: number): void;
    /** Returns the time until pending lines are due, in milliseconds. */
    dueIn(now: number): number;
}

/** Creates a reporter that prints through `log`. */
export function progressReporter(
    log: (line: string) => void,
    heartbeatSeconds: number,
    startedAt: number,
): ProgressReporter {
    let printed = "";
    let printedWeight: number | undefined;
    let measured: ReadonlyMap<string, string> = new Map();
    let pending: PendingChanges | undefined;
    let current: Observation | undefined;
    let lastLineAt = startedAt;
    const notes = new Set<string>();

    function print({ observation, at }: Seen): void {
        const key = stateOf(observation);
        if (key !== printed) {
            printed = key;
            printedWeight = observation.weight;
            log(statusLine(observation, at));
            lastLineAt = at;
        }
        const known = measured;
        measured = new Map(observation.analyses.map((analysis) => [analysis.name, measurementsOf(analysis)]));
        for (const analysis of observation.analyses) {
            // A change of another run is not a change of this one.
            const now = measured.get(analysis.name) ?? "";
            if (now !== "" && now !== known.get(analysis.name)) {
                log(analysisLine(analysis, at));
            }
        }
    }

    function note(text: string, now: number): void {
        if (!notes.has(text)) {
            notes.add(text);
            log(noteLine(text, now));
        }
    }

    return {
        see(observation, now) {
            const last = pending?.seen.at(-1)?.observation;
            const known = last === undefined ? [printed, ...measured.values()].join("\n") : shownOf(last);
            if (shownOf(observation) !== known) {
                const { before, startedAt: from, seen } = pending ?? { before: current, startedAt: now, seen: [] };
                pending = { before, startedAt: from, seen: [...seen, { observation, at: now }] };
            }
            current = observation;
        },
        flush(now, last, waitingFor) {
            if (pending !== undefined) {
                const { lines, rest } = linesOf(pending, printedWeight, now, last);
                lines.forEach(print);
                pending = rest;
            }
            // Pending changes will be a line themselves.
            if (pending === undefined && now >= lastLineAt + heartbeatSeconds * 1000) {
                lastLineAt = now;
                if (current === undefined) {
                    log(noteLine(`waiting: ${waitingFor}`, now));
                    return;
                }
                log(statusLine(current, now));
                const { statusWeight, routes } = current;
                for (const { kind, name, weight } of routes) {
                    if (statusWeight !== undefined && weight !== statusWeight) {
                        const text = `${kind === "Ingress" ? "nginx" : "the router"} obeys canary weight ${String(weight)} of ${kind} ${name}, the controller's status has ${String(statusWeight)}`;
                        note(text, now);
                    }
                }
            }
        },
        note,
        dueIn(now) {
            const heartbeat = lastLineAt + heartbeatSeconds * 1000 - now;
            return Math.max(0, pending === undefined ? heartbeat : Math.min(heartbeat, printDueAt(pending, now) - now));
        },
    };
}

function stateOf(observation: Observation): string {
    const { phase, weight, stepIndex } = observation;
    // The kubelet tries, fails and backs off in turn: the reason changes with every try.
    const problems = problemsShown(observation).map(({ container }) => ` ${container}`);
    return `${phase} ${String(weight)} ${String(stepIndex)}${problems.join("")}`;
}

function shownOf(observation: Observation): string {
    return [stateOf(observation), ...observation.analyses.map(measurementsOf)].join("\n");
}

/** Empty while there is no measurement. */
function measurementsOf({ name, metrics }: Analysis): string {
    return metrics
        .filter(({ measurements }) => measurements.length > 0)
        .map(
            (metric) =>
                `${name} ${metric.name} ${String(metric.measurements.length)} ${metric.measurements.at(-1)?.finishedAt ?? ""}`,
        )
        .join("\n");
}
