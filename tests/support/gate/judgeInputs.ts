import type { JudgeInputs } from "../../../components/src/gate/model/judgeInputs";

/** A judge of errors over 5 %, and of latencies over 300 ms, that begins with the first request. */
export const judgeInputs: JudgeInputs = {
    statusLabel: "status_code",
    maxErrorShare: 0.05,
    latencyMetric: "http_request_duration_milliseconds",
    latencyBound: 300,
    maxSlowShare: 0.01,
    warmupSeconds: 0,
    designEffect: 1,
    onWorseThanStable: "abort",
    onOverThreshold: "abort",
};
