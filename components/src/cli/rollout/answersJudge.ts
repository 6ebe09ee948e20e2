import { dueLook } from "../../gate/decision/evaluateJudgement";
import { lookAtAnswers } from "../../gate/drive/judgeAnswers";
import { withLook } from "../../gate/history/updates";
import { defaults } from "../../gate/model/inputs";
import type { JudgeInputs } from "../../gate/model/judgeInputs";
import type { Dispatch, RepeatedQuery, RequestsSource } from "./requestsSource";
import { hasEnded } from "./standing";

/**
 * Creates a judge of both versions' answers until the rollout ends, by the gate's looks and tests. Prometheus' silence is
 * a result too.
 */
export function answersJudge(
    { job, requestsMetric, metrics }: RequestsSource,
    judge: JudgeInputs,
    dispatch: Dispatch,
): RepeatedQuery {
    const policy = { ...defaults, job, requestsMetric, timeoutSeconds: 0 };
    return ({ observation, history, queries }, now) => {
        const { podHash, firstStableHash } = history;
        // A first deploy has no steps, and so nothing that a judgement would decide.
        const idle = queries.includes("judge") || firstStableHash === "";
        if (observation === undefined || podHash === undefined || idle || hasEnded(observation)) {
            return;
        }
        const action = dueLook({ history, now }, judge);
        if (action === undefined) {
            return;
        }
        dispatch({ kind: "started", action, observation });
        // Never rejects.
        void lookAtAnswers(action, policy, podHash, metrics).then((look) => {
            // Another version may have replaced this one.
            const update = (later: typeof history) => (later.podHash === podHash ? withLook(later, look) : later);
            dispatch({ kind: "ended", action, update });
        });
    };
}
