import { isOurs } from "../history/history";
import { withJudgement, withoutOutage, withOutage, withOwnWrite, withSeen, type Timeline } from "../history/timeline";
import { fieldManager } from "../cluster/types";
import { writesTo } from "../observation/writers";
import { describeWrite } from "../report/decision";
import { describeCountProblem } from "../report/share";
import type { DriveEvent, DriveState } from "./driveState";

/** Returns the timeline after an event, which has led to this state. */
export function timelineAfter(before: Timeline, event: DriveEvent, after: DriveState, now: number): Timeline {
    const { observation, history } = after;
    switch (event.kind) {
        case "snapshot": {
            const others = writesTo(event.snapshot).filter(({ by }) => by !== fieldManager);
            return isOurs(observation, history) ? withSeen(before, observation, others, now) : before;
        }
        case "error":
            return withOutage(before, "cluster", event.error.message, now);
        case "reconnect":
            return withoutOutage(before, "cluster", now);
        case "started": {
            const { action } = event;
            return action.kind === "write"
                ? withOwnWrite(before, {
                      ...{ by: fieldManager, object: "Rollout/status", at: now },
                      action: describeWrite(action.write, event.observation),
                  })
                : before;
        }
        case "ended": {
            const { judgement, podHash = "", firstStableHash } = history;
            if (event.action.kind !== "judge" || judgement === undefined) {
                return before;
            }
            const { unanswered } = judgement;
            return unanswered === undefined
                ? withJudgement(withoutOutage(before, "prometheus", now), judgement, {
                      new: podHash,
                      stable: firstStableHash,
                  })
                : withOutage(before, "prometheus", describeCountProblem(unanswered), now);
        }
        case "failed":
            return before;
    }
}
