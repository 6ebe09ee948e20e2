import type { Metrics } from "../cluster/prometheus";
import { type Timeline, withLateAnswers } from "../history/timeline";
import type { GatePolicy } from "../model/inputs";
import type { DriveState } from "./driveState";
import { lookAtAnswers } from "./judgeAnswers";
import { withAnswer } from "./timelineAfter";

/**
 * Returns the timeline at the end of a drive: with what the version answered after the judge's last look, if it was aborted.
 * No decision depends on these answers.
 */
export async function timelineAtEnd(
    timeline: Timeline,
    { observation: o, history }: Pick<DriveState, "observation" | "history">,
    policy: GatePolicy & { readonly job: string },
    { metrics }: { readonly metrics: Metrics },
    now: number,
): Promise<Timeline> {
    const { podHash, firstStableHash, judgement } = history;
    // Another version may have replaced it.
    if (judgement?.snapshot === undefined || o?.aborted !== true || o.podHash !== podHash) {
        return timeline;
    }
    const { judge, snapshot } = judgement;
    const look = await lookAtAnswers({ kind: "judge", judge, since: snapshot.at, at: now }, policy, podHash, metrics);
    if (look.kind === "unknown") {
        return withAnswer(timeline, look.problem, now);
    }
    const later = [...(look.earlier ?? []).map((one) => one.snapshot), look.snapshot];
    const answered = withAnswer(timeline, undefined, now);
    return withLateAnswers(answered, snapshot, later, { new: podHash, stable: firstStableHash });
}
