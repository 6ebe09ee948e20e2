import { type Observation, isFullyPromoted } from "../observation/observe";
import { weightAt } from "../observation/routedWeight";
import { debounceMs, maxDelayMs, settledMs } from "../model/gracePeriods";

/** An observation that differs from the previous one, and its time. */
export interface Seen {
    readonly observation: Observation;
    readonly at: number;
}

/**
 * Changes that are printed together. The controller writes one step, or one abort, as several objects within
 * 0.2 s (AnalysisRun, Ingress, Rollout), and their watches race: not every observation is a state that ever was.
 */
export interface PendingChanges {
    /** The observation before the first of them. */
    readonly before: Observation | undefined;
    readonly startedAt: number;
    readonly seen: readonly Seen[];
}

/** Returns the time to print pending changes; after that, only a state that persists is still to be printed. */
export function printDueAt({ startedAt, seen }: PendingChanges, now: number): number {
    const latestAt = seen.at(-1)?.at ?? startedAt;
    const gatheredAt = Math.min(latestAt + debounceMs, startedAt + maxDelayMs);
    return now < gatheredAt ? gatheredAt : latestAt + settledMs;
}

/**
 * Returns the lines of pending changes that are due, and the remaining changes. Every weight without a line gets one,
 * with the state that belongs to it; the last observation gets one once it is consistent. `final`: no changes follow.
 */
export function linesOf(
    pending: PendingChanges,
    printedWeight: number | undefined,
    now: number,
    final: boolean,
): { lines: Seen[]; rest: PendingChanges | undefined } {
    const lines: Seen[] = [];
    const latest = pending.seen.at(-1);
    if (latest === undefined || (now < printDueAt(pending, pending.startedAt) && !final)) {
        return { lines, rest: latest && pending };
    }
    const settled = now >= latest.at + settledMs;
    const confirmed = final && latest.observation.statusWeight === latest.observation.weight;
    const endIsState = settled || confirmed || fits(latest.observation, latest.observation.weight);
    let shown = printedWeight;
    let { seen } = pending;
    for (;;) {
        const weight = seen[0]?.observation.weight;
        const next = seen.findIndex(({ observation }) => observation.weight !== weight);
        if (next === -1 && endIsState) {
            return { lines: [...lines, latest], rest: undefined };
        }
        if (weight !== shown) {
            const line = stateAt(pending, seen) ?? (settled || final ? seen[0] : undefined);
            if (line === undefined) {
                return { lines, rest: { ...pending, seen } };
            }
            lines.push(line);
            shown = weight;
        }
        if (next === -1) {
            return { lines, rest: final ? undefined : { ...pending, seen } };
        }
        seen = seen.slice(next);
    }
}

/** Returns the first weight of `seen` with its state: as first seen, or else with the Rollout from before or after. */
function stateAt({ before, seen: all }: PendingChanges, seen: readonly Seen[]): Seen | undefined {
    const [first] = seen;
    if (first === undefined) {
        return undefined;
    }
    const { weight, analyses } = first.observation;
    const earlier = all.slice(0, all.indexOf(first)).map(({ observation }) => observation);
    const later = seen.map(({ observation }) => observation);
    const same = later.filter((observation) => observation.weight === weight);
    const candidates = [...same, ...earlier.reverse(), ...(before === undefined ? [] : [before]), ...later];
    const rollout = candidates.find((candidate) => fits(candidate, weight));
    return rollout && { observation: { ...rollout, weight, analyses }, at: first.at };
}

/** True when a Rollout in this state may have this weight: that after its steps, or that of its current step. */
function fits(rollout: Observation, weight: number | undefined): boolean {
    const { phase, steps, stepIndex, stableHash, dynamicStableScale } = rollout;
    if (weight === undefined || steps.length === 0) {
        return true;
    }
    // Its weights are those of the steps in reverse.
    if (phase === "Degraded" && rollout.aborted && dynamicStableScale) {
        return true;
    }
    if (
        phase === "Healthy" ||
        (phase === "Degraded" && rollout.aborted) ||
        stableHash === "" ||
        isFullyPromoted(rollout)
    ) {
        return weight === 0;
    }
    return rollout.promoteFull || weight === weightAt(rollout, stepIndex - 1) || weight === steps[stepIndex]?.percent;
}
