import { testsOf, type Mutation } from "./mutation";

const decide = testsOf("unit/rolloutGate/decide");
const judgePause = "components/src/gate/decision/evaluatePause.ts";

/** Mistakes in when a pause ends, and in the measurements that are asked of a version before. */
export const pauseMutations: readonly Mutation[] = [
    {
        name: "timed-pause-promoted",
        file: judgePause,
        find: "if (step?.openEnded !== true) {",
        replace: "if (step === undefined) {",
        kills: "a pause with a duration is cut short",
        ats: ["AT9"],
        test: decide("a timed pause in which the canary got its share"),
    },
    {
        name: "minimum-of-measurements-skipped",
        file: judgePause,
        find: "|| good >= minMeasurements",
        replace: "|| good >= 0",
        kills: "a pause is promoted before its metrics were measured",
        ats: ["AT10", "AT20"],
        test: decide("one measurement since the pause began, of three that are wanted"),
        fast: true,
    },
    {
        name: "measurements-from-before-the-pause",
        file: judgePause,
        find: "Date.parse(finishedAt) >= (o.pauseStartedAt ?? 0)",
        replace: "Date.parse(finishedAt) < (o.pauseStartedAt ?? 0)",
        kills: "measurements of another weight count for this pause",
        ats: ["AT10"],
        test: decide("measurements from before the pause"),
    },
    {
        name: "bad-measurements-count",
        file: judgePause,
        find: 'phase === "Successful" && Date.parse',
        replace: "phase !== undefined && Date.parse",
        kills: "a failed measurement counts as a good one",
        ats: ["AT20"],
        test: decide("a bad measurement counts for nothing"),
    },
    {
        name: "unmeasured-before-the-last-weight",
        file: judgePause,
        find: "const unmeasured = isLastPause(o) ? unmeasuredMetrics(o, memory) : [];",
        replace: "const unmeasured: string[] = [];",
        kills: "a version gets all traffic though a metric was never measured",
        ats: ["AT20"],
        test: decide("the last timed pause, 2 s before its end, and a metric that was never measured"),
    },
    {
        name: "measurement-errors-count",
        file: "components/src/gate/observation/analysis.ts",
        find: 'measurements.filter((measurement) => measurement.phase !== "Error").length',
        replace: "measurements.length",
        kills: "a metric counts as measured though every query has failed",
        ats: ["AT20"],
        test: testsOf("unit/rolloutGate/observe")("counts measurements that ended in an error as none"),
    },
];
