import { isOurs } from "../history/history";
import { withJudgement, withoutOutage, withOutage, withOwnWrite, withSeen, type Timeline } from "../history/timeline";
import { fieldManager } from "../cluster/types";
import type { CountProblem } from "../model/finding";
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
            const answered = withAnswer(before, unanswered, now);
            return unanswered === undefined
                ? withJudgement(answered, judgement, { new: podHash, stable: firstStableHash })
                : answered;
        }
        case "failed":
            return before;
    }
}

/** Returns the timeline with the end of Prometheus' silence, or with its begin if a query was not answered. */
export function withAnswer(before: Timeline, problem: CountProblem | undefined, now: number): Timeline {
    return problem === undefined
        ? withoutOutage(before, "prometheus", now)
        : withOutage(before, "prometheus", describeCountProblem(problem), now);
}
