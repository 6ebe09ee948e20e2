import { measure } from "../../gate/drive/measurement";
import { countedInterval } from "../../gate/history/pauses";
import { withShareResult } from "../../gate/history/updates";
import { defaults } from "../../gate/model/inputs";
import type { Dispatch, RepeatedQuery, RequestsSource } from "./requestsSource";

/** Interval between two counts. */
const countMs = 5_000;

/**
 * Creates a counter of both versions' requests in the current pause. Each call that is due queries Prometheus, and
 * dispatches the result; Prometheus' silence is one too.
 */
export function shareCounter({ job, requestsMetric, metrics }: RequestsSource, dispatch: Dispatch): RepeatedQuery {
    const policy = { ...defaults, job, requestsMetric, timeoutSeconds: 0 };
    let counting = false;
    let countedAt = -Infinity;
    return ({ observation, history }, now) => {
        const pause = history.pauses.find(({ endedAt }) => endedAt === undefined);
        if (observation === undefined || pause === undefined || counting || now < countedAt + countMs) {
            return;
        }
        const { stepIndex } = pause;
        const action = { kind: "measure", stepIndex, ...countedInterval(pause, now) } as const;
        counting = true;
        countedAt = now;
        // Never rejects.
        void measure(action, observation, history, policy, metrics, now).then((result) => {
            counting = false;
            dispatch({ kind: "ended", action, update: (later) => withShareResult(later, stepIndex, result, now) });
        });
    };
}
