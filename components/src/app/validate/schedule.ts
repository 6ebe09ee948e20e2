import { parseDuration } from "../../kubernetes/duration";
import { forecastOf, lowPower } from "../../gate/judge/forecast";
import { rareLookMs } from "../../gate/model/gracePeriods";
import { plannedPauses, stepOf } from "../../gate/observation/steps";
import { describeFinding } from "../../gate/report/finding";
import { type AnalysisArgs, analysisDefaults, limitsOf } from "../args/analysis";
import type { CanaryAppArgs } from "../args/app";
import { judgeOf } from "../args/judge";
import { namesOf } from "../args/names";
import { routerTraits } from "../../routers/traits";
import { defaultRouter } from "../args/router";
import { longestTimeoutSeconds, pauseSeconds, stepSeconds, stepsWithBakeTime, timedSeconds } from "../args/steps";
import { strategyDefaults } from "../args/strategy";
import { withoutUndefined } from "../args/withoutUndefined";
import { isQueried } from "../metrics/measurement";
import { got, isPending, type ValidationError } from "./validation";

/** Seconds between two attempts of a failed query (fixed in Argo Rollouts). */
const errorRetrySeconds = 10;

/**
 * Finds pauses that are too short for the metrics to fail: an AnalysisRun that ends before its metrics could have
 * failed counts as Successful, even for a bad version.
 */
export function validateMeasuredPauses(args: CanaryAppArgs): ValidationError[] {
    const { startingStep = strategyDefaults.startingStep } = args;
    const paused = pauseSeconds(stepsWithBakeTime(args).slice(startingStep));
    const [longest] = limitsOfMetrics(args.analysis)
        .map(({ metric, limits }) => ({ metric, ...timeToFail(limits) }))
        .toSorted((one, other) => other.seconds - one.seconds);
    if (longest === undefined || longest.seconds <= paused) {
        return [];
    }
    const { metric, seconds, because } = longest;
    const message =
        `must pause for at least ${seconds}s from startingStep ${startingStep} on, because ${metric} can take that long ` +
        `to fail (${because}), got ${paused}s`;
    return [{ path: "steps", message }];
}

/** Returns the longest time that a metric takes to fail, and why. */
function timeToFail({ initialDelay = "0s", interval = "0s", failureLimit = 0, consecutiveErrorLimit = 0 }: Limits) {
    const failing = failureLimit * durationSeconds(interval);
    const erring = consecutiveErrorLimit * errorRetrySeconds;
    return {
        seconds: durationSeconds(initialDelay) + Math.max(failing, erring),
        because:
            `initialDelay ${initialDelay} + the longer of failureLimit ${failureLimit} x interval ${interval} and ` +
            `consecutiveErrorLimit ${consecutiveErrorLimit} x ${errorRetrySeconds}s`,
    };
}

type Limits = Partial<Pick<AnalysisArgs, "initialDelay" | "interval" | "failureLimit" | "consecutiveErrorLimit">>;

/** Returns the limits of the metrics that take effect: those of both versions together, and each of the others. */
function limitsOfMetrics(analysis: AnalysisArgs): readonly { readonly metric: string; readonly limits: Limits }[] {
    const both = analysis.bothVersions === false ? [] : [{ metric: "a metric", limits: analysis }];
    const others = (analysis.metrics ?? [])
        .filter(({ dryRun }) => dryRun !== true)
        .map((metric) => ({
            metric: `the metric ${metric.name}`,
            limits: { ...(isQueried(metric) && limitsOf(analysis)), ...withoutUndefined(metric) },
        }));
    return [...both, ...others];
}

/** Finds a gate timeout that ends before the steps' timed pauses. */
export function validateTimeout(args: CanaryAppArgs): ValidationError[] {
    const paused = timedSeconds(stepsWithBakeTime(args));
    const { timeoutSeconds } = args.gate;
    if (timeoutSeconds === undefined) {
        const message = `must have timed pauses of less than ${longestTimeoutSeconds}s, the longest timeout of a gate, got ${paused}s`;
        return paused < longestTimeoutSeconds ? [] : [{ path: "steps", message }];
    }
    const message = `must be longer than the steps' timed pauses, ${paused}s, got ${got(timeoutSeconds)}s`;
    return isPending(timeoutSeconds) || Number(timeoutSeconds) > paused
        ? []
        : [{ path: "gate.timeoutSeconds", message }];
}

/** Finds a bake time in which the stable version would not be up. */
export function validateBakeTime({ bakeTime, dynamicStableScale }: CanaryAppArgs): ValidationError[] {
    const message = `must be absent if dynamicStableScale is true, because the stable version has no pods then, got ${bakeTime ?? ""}`;
    return bakeTime !== undefined && dynamicStableScale === true ? [{ path: "bakeTime", message }] : [];
}

/** Finds steps that would never end: they wait for the app's own analysis, which runs until the rollout ends. */
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
 * Finds pauses that are too short for the gate to count each version's requests.
 *
 * Prometheus discovers a new pod within 5 s, and scrapes it within an interval. Counting begins when the router has
 * applied the weight, ends 2 s before the pause, so that an abort still precedes the next weight, and needs two scrapes
 * of every pod by then.
 */
export function validateCountablePauses(args: CanaryAppArgs): ValidationError[] {
    if (!countsRequests(args)) {
        return [];
    }
    const { scrapeInterval, gate, router = defaultRouter } = args;
    const given = isPending(gate.propagationSeconds) ? undefined : (gate.propagationSeconds as number | undefined);
    const propagationSeconds = given ?? routerTraits[router.kind].propagationMs / 1000;
    const needed = 3 + propagationSeconds + 3 * durationSeconds(scrapeInterval);
    return stepsWithBakeTime(args).flatMap((step, index) =>
        "pause" in step && stepSeconds(step) < needed
            ? [
                  {
                      path: index < args.steps.length ? `steps[${index}].pause.duration` : "bakeTime",
                      message:
                          `must be at least ${needed}s for the requests of each version to be counted with scrapeInterval ` +
                          `${scrapeInterval}, got ${got(step.pause.duration)}; an empty requestsMetric counts none`,
                  },
              ]
            : [],
    );
}

/** Finds pauses that cannot show a fault of a threshold's size, if they must and the traffic is declared. */
export function validatePower(args: CanaryAppArgs): ValidationError[] {
    const { steps, analysis, gate, maxTrafficWeight = strategyDefaults.maxTrafficWeight } = args;
    const { judge = {} } = gate;
    if (judge === "off" || judge.requirePower !== true || !countsRequests(args)) {
        return [];
    }
    const { p99LatencyMilliseconds, successRatePercent } = analysis;
    // The preflight knows them.
    if (typeof p99LatencyMilliseconds !== "number" || typeof successRatePercent !== "number") {
        return [];
    }
    const inputs = judgeOf(judge, { ...analysis, p99LatencyMilliseconds, successRatePercent });
    const planned = steps.map((step) => stepOf("analysis" in step ? {} : step, maxTrafficWeight));
    const pauses = plannedPauses(planned, {});
    const { requestsPerSecond } = inputs;
    return pauses === undefined || requestsPerSecond === undefined
        ? []
        : lowPower(forecastOf(pauses, requestsPerSecond, inputs), inputs).map((finding) => ({
              path: "steps",
              message: `must show faults of the thresholds' size (gate.judge.requirePower): ${describeFinding(finding)}`,
          }));
}

/** Finds a warm-up that leaves the judge less of the pauses than two looks take. */
export function validateWarmup(args: CanaryAppArgs): ValidationError[] {
    const { judge = {} } = args.gate;
    const warmup = judge === "off" ? 0 : (judge.warmupSeconds ?? 0);
    const given = stepsWithBakeTime(args);
    const paused = pauseSeconds(given.slice(given.findIndex((step) => "setWeight" in step && step.setWeight > 0)));
    const left = Math.max((2 * rareLookMs) / 1000, 2 * durationSeconds(args.scrapeInterval) + 2);
    const message = `must leave at least ${left}s of the pauses from the first weight on, ${paused}s, or nothing is judged, got ${warmup}`;
    return warmup > 0 && warmup > paused - left ? [{ path: "gate.judge.warmupSeconds", message }] : [];
}

/** True when the gate is known to count each version's requests. */
export function countsRequests({ analysis, gate }: Pick<CanaryAppArgs, "analysis" | "gate">): boolean {
    const metric = gate.requestsMetric ?? analysis.requestsMetric ?? analysisDefaults.requestsMetric;
    return metric !== "" && !isPending(metric);
}

/** Returns the seconds of a valid duration. */
function durationSeconds(duration: string): number {
    return parseDuration(duration) ?? NaN;
}
