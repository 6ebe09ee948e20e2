import type { Metrics } from "../cluster/prometheus";
import { withLateAnswers, withOutage, type Timeline } from "../history/timeline";
import type { GatePolicy } from "../model/inputs";
import { describeCountProblem } from "../report/share";
import type { DriveState } from "./driveState";
import { lookAtAnswers } from "./judgeAnswers";

/**
 * Returns the timeline at the end of a drive: with what an aborted version answered after the judge's last look, until its
 * traffic was back on stable. No decision depends on these answers.
 */
export async function timelineAtEnd(
    timeline: Timeline,
    { observation: o, history }: Pick<DriveState, "observation" | "history">,
    policy: GatePolicy & { readonly job: string },
    { metrics }: { readonly metrics: Metrics },
    now: number,
): Promise<Timeline> {
    const { judge, snapshot } = history.judgement ?? {};
    if (o?.aborted !== true || judge === undefined || snapshot === undefined) {
        return timeline;
    }
    const look = await lookAtAnswers({ kind: "judge", judge, since: snapshot.at, at: now }, policy, o.podHash, metrics);
    if (look.kind === "unknown") {
        return withOutage(timeline, "prometheus", describeCountProblem(look.problem), now);
    }
    const later = [...(look.earlier ?? []).map((one) => one.snapshot), look.snapshot];
    return withLateAnswers(timeline, snapshot, later, { new: o.podHash, stable: history.firstStableHash });
}
