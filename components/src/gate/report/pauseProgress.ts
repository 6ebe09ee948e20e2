import type { RolloutHistory } from "../history/history";
import { endsAt } from "../history/pauses";
import { wholeAnswers } from "../model/answers";
import { describeCounts } from "./finding";

/**
 * Describes a pause when half of it has passed: the requests and errors of both versions so far, and the time left.
 * Undefined at any other look of the judge, and while nothing is counted.
 */
export function describePauseProgress(before: RolloutHistory, after: RolloutHistory): string | undefined {
    const pause = after.pauses.find(({ endedAt }) => endedAt === undefined);
    const { judgement } = after;
    if (
        pause === undefined ||
        judgement === undefined ||
        judgement.snapshot === undefined ||
        judgement.unreadable.errors !== undefined
    ) {
        return undefined;
    }
    // An open-ended pause is described after half a minute.
    const half = pause.startedAt + (pause.seconds ?? 60) * 500;
    const seenAt = before.judgement?.at ?? -Infinity;
    if (judgement.at < half || seenAt >= half) {
        return undefined;
    }
    const { new: one, stable } = wholeAnswers(judgement.evidence.errors.total);
    const left = Math.max(0, Math.round((endsAt(pause) - judgement.at) / 1000));
    const time = pause.seconds === undefined ? "it has no fixed end" : `${String(left)} s are left`;
    return `the pause at weight ${String(pause.weight)}: so far ${describeCounts("errors", one, stable, undefined)}; ${time}`;
}
