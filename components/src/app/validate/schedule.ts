import { parseDuration } from "../../kubernetes/duration";
import { analysisDefaults } from "../args/analysis";
import type { CanaryAppArgs } from "../args/app";
import { namesOf } from "../args/names";
import { longestTimeoutSeconds, pauseSeconds, stepSeconds, timedSeconds } from "../args/steps";
import { strategyDefaults } from "../args/strategy";
import { got, isPending, type ValidationError } from "./validation";

/** An analysis that cannot reach the query's backend tries again every 10 seconds (fixed in Argo Rollouts). */
const errorRetrySeconds = 10;

/**
 * Pauses that are too short for the metrics to fail: an AnalysisRun that ends before its metrics could have failed
 * counts as Successful, whatever the version does.
 */
export function validateMeasuredPauses(args: CanaryAppArgs): ValidationError[] {
    const { steps, startingStep = strategyDefaults.startingStep } = args;
    const { initialDelay, interval, failureLimit, consecutiveErrorLimit } = args.analysis;
    const failing = failureLimit * secondsOf(interval);
    const erring = consecutiveErrorLimit * errorRetrySeconds;
    const needed = secondsOf(initialDelay) + Math.max(failing, erring);
    const paused = pauseSeconds(steps.slice(startingStep));
    const message =
        `must pause for at least ${needed}s from startingStep ${startingStep} on, for a metric takes up to that to fail ` +
        `(initialDelay ${initialDelay} + the longer of failureLimit ${failureLimit} x interval ${interval} and ` +
        `consecutiveErrorLimit ${consecutiveErrorLimit} x ${errorRetrySeconds}s), got ${paused}s`;
    return needed <= paused ? [] : [{ path: "steps", message }];
}

/** A gate that gives up before the steps' timed pauses are over. */
export function validateTimeout({ steps, gate }: CanaryAppArgs): ValidationError[] {
    const paused = timedSeconds(steps);
    const { timeoutSeconds } = gate;
    if (timeoutSeconds === undefined) {
        const message = `must have timed pauses of less than ${longestTimeoutSeconds}s, which a gate waits at most, got ${paused}s`;
        return paused < longestTimeoutSeconds ? [] : [{ path: "steps", message }];
    }
    const message = `must be longer than the steps' timed pauses, ${paused}s, got ${got(timeoutSeconds)}s`;
    return isPending(timeoutSeconds) || Number(timeoutSeconds) > paused
        ? []
        : [{ path: "gate.timeoutSeconds", message }];
}

/** The app's own metrics are measured until the rollout ends, so a step that waits for their end would never end. */
export function validateStepAnalyses(args: CanaryAppArgs): ValidationError[] {
    const own = namesOf(args).analysisTemplate;
    return args.steps.flatMap((step, index) =>
        "analysis" in step && step.analysis.templates.some(({ templateName }) => templateName === own)
            ? [
                  {
                      path: `steps[${index}].analysis`,
                      message: `must not wait for ${own}, which runs until the rollout ends, in the background`,
                  },
              ]
            : [],
    );
}

/**
 * Pauses that are too short for the gate to count each version's requests.
 *
 * Prometheus hears of a new pod within 5 s, and scrapes it within an interval. Counting ends 2 s before the pause does,
 * so that an abort still comes before the next weight, and needs two scrapes of every pod until then.
 */
export function validateCountablePauses({ steps, scrapeInterval, analysis, gate }: CanaryAppArgs): ValidationError[] {
    const metric = gate.requestsMetric ?? analysis.requestsMetric ?? analysisDefaults.requestsMetric;
    if (metric === "" || isPending(metric)) {
        return [];
    }
    const needed = 7 + 3 * secondsOf(scrapeInterval);
    return steps.flatMap((step, index) =>
        "pause" in step && stepSeconds(step) < needed
            ? [
                  {
                      path: `steps[${index}].pause.duration`,
                      message:
                          `must be at least ${needed}s for the requests of each version to be counted with scrapeInterval ` +
                          `${scrapeInterval}, got ${got(step.pause.duration)}; an empty requestsMetric counts none`,
                  },
              ]
            : [],
    );
}

/** The seconds of a duration that has been validated. */
function secondsOf(duration: string): number {
    return parseDuration(duration) ?? NaN;
}
