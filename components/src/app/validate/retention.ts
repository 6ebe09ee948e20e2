import { defaults } from "../../gate/model/inputs";
import type { CanaryAppArgs } from "../args/app";
import type { CanaryMetric } from "../args/metrics";
import { stepSeconds, stepsWithBakeTime } from "../args/steps";
import { isQueried } from "../metrics/measurement";
import { isPending, type ValidationError } from "./validation";

/** Measurements that the controller keeps of a metric without its own number (fixed in Argo Rollouts). */
const keptByDefault = 10;

/**
 * Finds metrics whose AnalysisRun keeps fewer measurements than the gate must see good ones before it promotes a pause: that
 * pause would never be proven.
 */
export function validateRetention(args: CanaryAppArgs): ValidationError[] {
    const { analysis, gate } = args;
    const required = gate.minMeasurements ?? defaults.minMeasurements;
    if (isPending(required) || !promotesByMeasurements(args)) {
        return [];
    }
    const needed = required as number;
    const { metrics = [], bothVersions = true } = analysis;
    const errors = metrics.flatMap((metric, index) => {
        const { measurementRetention: kept } = metric;
        return kept === undefined || kept >= needed || ends(metric)
            ? []
            : [
                  {
                      path: `analysis.metrics[${index}].measurementRetention`,
                      message: `must be at least gate.minMeasurements, ${needed}, or no pause is ever proven, got ${kept}`,
                  },
              ];
    });
    const usual = metrics.some((metric) => metric.measurementRetention === undefined && !ends(metric));
    const message =
        `must be at most ${keptByDefault}, the measurements that Argo Rollouts keeps of a metric without ` +
        `measurementRetention, or no pause is ever proven, got ${needed}`;
    return needed > keptByDefault && (bothVersions || usual)
        ? [...errors, { path: "gate.minMeasurements", message }]
        : errors;
}

/** True for a metric that ends without its limits, or decides nothing: the gate waits for no number of measurements. */
function ends(metric: CanaryMetric): boolean {
    const { dryRun = false, count, consecutiveSuccessLimit, interval } = metric;
    const once = !isQueried(metric) && interval === undefined;
    return dryRun || once || count !== undefined || consecutiveSuccessLimit !== undefined;
}

/** True when the gate promotes a pause by the measurements since it began. */
function promotesByMeasurements(args: CanaryAppArgs): boolean {
    const pauses = stepsWithBakeTime(args).filter((step) => "pause" in step);
    const open = pauses.some((step) => stepSeconds(step) === Infinity);
    const { onPause = defaults.onPause } = args.gate;
    return (args.advance === "proven" && pauses.length > 0) || (open && (isPending(onPause) || onPause === "promote"));
}
