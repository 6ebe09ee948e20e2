import type { Unobserved } from "../../report/report";
import { isInitial } from "../decision/initial";
import type { RolloutHistory } from "../history/history";
import { notJudged } from "../history/judgement";
import type { Timeline } from "../history/timeline";
import type { Observation } from "../observation/observe";
import { unseenWeights } from "./evidence";
import { describeFinding } from "./finding";
import { describeCountProblem } from "./share";

/** Returns the parts of an update that this gate did not observe, and why: a report draws nothing there. */
export function unobservedParts(
    o: Observation | undefined,
    history: RolloutHistory,
    { weights, analyses, counters, pods }: Timeline,
    requestsMetric: string,
): Unobserved[] {
    if (o === undefined) {
        return [{ part: "weights", reason: "nothing of the rollout was observed" }];
    }
    const initial = isInitial(o, history);
    const skipped = "a first deploy has no steps: there is no stable version to compare with";
    const ended = "the version was already at its end when this gate began to watch";
    const { judgement, pauses } = history;
    const unseen = unseenWeights(o, history);
    const found: Unobserved[] = [];
    const add = (part: Unobserved["part"], reason: string) => found.push({ part, reason });
    if (weights.length === 0) {
        add("weights", "this gate saw no weight of this version");
    } else if (!initial && unseen.length > 0) {
        add(
            "weights",
            history.watched ? `weights ${unseen.join(", ")} were over when this gate began to watch` : ended,
        );
    }
    if (requestsMetric === "") {
        add("shares", "requests were not counted: requestsMetric is empty");
    }
    for (const { weight, shareResult } of requestsMetric === "" ? [] : pauses) {
        if (shareResult === undefined) {
            add("shares", `the requests at weight ${weight} were not counted: the pause ended early`);
        } else if (shareResult.kind === "unknown") {
            add("shares", `the requests at weight ${weight}: ${describeCountProblem(shareResult.problem)}`);
        }
    }
    if (pauses.length === 0) {
        add("shares", initial ? skipped : "this gate saw no pause with a weight");
    }
    if (analyses.length === 0) {
        add("metrics", initial ? skipped : "this gate saw no AnalysisRun of this version");
    }
    if (judgement === undefined) {
        add("answers", initial ? skipped : "the answers of each version were not looked at");
    } else if (counters.length === 0 || judgement.snapshot === undefined) {
        add("answers", judgement.unanswered ? describeCountProblem(judgement.unanswered) : "no look was answered");
    } else {
        for (const finding of notJudged(judgement)) {
            add("answers", describeFinding(finding));
        }
    }
    if (pods.length === 0) {
        add("pods", "this gate saw no pod of this version");
    }
    return found;
}
