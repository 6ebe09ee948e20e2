import { dueLook } from "../../gate/decision/evaluateJudgement";
import { lookAtAnswers } from "../../gate/drive/judgeAnswers";
import { judgementAtLook } from "../../gate/history/judgement";
import { withLook } from "../../gate/history/updates";
import { defaults } from "../../gate/model/inputs";
import type { JudgeInputs } from "../../gate/model/judgeInputs";
import type { Dispatch, RepeatedQuery, RequestsSource } from "./requestsSource";
import { standingOf } from "./standing";

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
    let looking = false;
    return ({ observation, history }, now) => {
        const { podHash, firstStableHash } = history;
        const ended = observation === undefined || ["healthy", "failed"].includes(standingOf(observation));
        // Without a stable version there is nothing to compare with, and no step.
        const action = looking || ended || firstStableHash === "" ? undefined : dueLook({ history, now }, judge);
        if (action === undefined || podHash === undefined) {
            return;
        }
        looking = true;
        // Never rejects.
        void lookAtAnswers(action, policy, podHash, metrics).then((look) => {
            looking = false;
            dispatch({
                ...{ kind: "ended", action },
                update: (later) =>
                    later.podHash === podHash
                        ? withLook(
                              { ...later, judgement: judgementAtLook(later.judgement, judge, now, action.since) },
                              look,
                          )
                        : later,
            });
        });
    };
}
