import type { Observation } from "../observation/observe";
import { weightAt } from "../observation/routedWeight";

/** An observation that differs from the one before it, and when it was made. */
export interface Seen {
    readonly observation: Observation;
    readonly at: number;
}

/**
 * Changes that come close upon each other. The controller writes one step, or one abort, as several objects within
 * 0.2 s (AnalysisRun, Ingress, Rollout), and their watches race: not every observation is a state that ever was.
 */
export interface Burst {
    /** What was observed before the first of them. */
    readonly before: Observation | undefined;
    readonly startedAt: number;
    readonly seen: readonly Seen[];
}

/** A burst is over when nothing has changed for this long. */
export const quietMs = 100;
/** One that goes on is printed this long after its first change, so that a line comes within 0.3 s of its write. */
export const burstMs = 250;
/** What does not fit together is a moment between two writes and not printed, unless it lasts this long. */
export const lastsMs = 1_000;

/** When a burst is to be looked at; once it has been, only a state that lasts is left to wait for. */
export function dueAt({ startedAt, seen }: Burst, now: number): number {
    const latestAt = seen.at(-1)?.at ?? startedAt;
    const gatheredAt = Math.min(latestAt + quietMs, startedAt + burstMs);
    return now < gatheredAt ? gatheredAt : latestAt + lastsMs;
}

/**
 * The lines that a burst owes at this time, and what of it is left to wait for. Every weight that has no line yet gets
 * one, with the state that belongs to it; its end gets one when it fits together. `final`: nothing more will come.
 */
export function linesOf(
    burst: Burst,
    printedWeight: number | undefined,
    now: number,
    final: boolean,
): { lines: Seen[]; rest: Burst | undefined } {
    const lines: Seen[] = [];
    const latest = burst.seen.at(-1);
    if (latest === undefined || (now < dueAt(burst, burst.startedAt) && !final)) {
        return { lines, rest: latest && burst };
    }
    const lasts = now >= latest.at + lastsMs;
    const confirmed = final && latest.observation.statusWeight === latest.observation.weight;
    const endIsState = lasts || confirmed || fits(latest.observation, latest.observation.weight);
    let shown = printedWeight;
    let { seen } = burst;
    for (;;) {
        const weight = seen[0]?.observation.weight;
        const next = seen.findIndex(({ observation }) => observation.weight !== weight);
        if (next === -1 && endIsState) {
            return { lines: [...lines, latest], rest: undefined };
        }
        if (weight !== shown) {
            const line = stateAt(burst, seen) ?? (lasts || final ? seen[0] : undefined);
            if (line === undefined) {
                return { lines, rest: { ...burst, seen } };
            }
            lines.push(line);
            shown = weight;
        }
        if (next === -1) {
            return { lines, rest: final ? undefined : { ...burst, seen } };
        }
        seen = seen.slice(next);
    }
}

/** The weight at the front of `seen` with what belongs to it: as first seen, or else the Rollout from before or after. */
function stateAt({ before, seen: all }: Burst, seen: readonly Seen[]): Seen | undefined {
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

/** Whether a Rollout in this state has this weight: the one that its steps have reached, or the one of its step. */
function fits(rollout: Observation, weight: number | undefined): boolean {
    const { phase, steps, stepIndex, podHash, stableHash, dynamicStableScale } = rollout;
    if (weight === undefined || steps.length === 0) {
        return true;
    }
    // Its weights are those of the steps, backwards.
    if (phase === "Degraded" && rollout.aborted && dynamicStableScale) {
        return true;
    }
    if (phase === "Healthy" || (phase === "Degraded" && rollout.aborted) || ["", podHash].includes(stableHash)) {
        return weight === 0;
    }
    return rollout.promoteFull || weight === weightAt(rollout, stepIndex - 1) || weight === steps[stepIndex]?.percent;
}
