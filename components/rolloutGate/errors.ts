import { formatValue, thresholdOf, type Metric } from "./analysis";
import type { Decision, GateErrorCode } from "./decide";
import { limitOf } from "./line";
import type { Memory } from "./memory";
import type { Observation } from "./observe";

export type { GateErrorCode } from "./decide";

/** Which rollout the sentence is about, and how long the gate was told to wait. */
export interface Subject {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly timeoutSeconds: number;
}

/**
 * The whole sentence that the user sees: subject, what happened, measured, allowed, the state now, the next action.
 * Only one string reaches the screen, so nothing may be left to another one.
 */
export function sentence(
    failure: Extract<Decision, { kind: "fail" }>,
    subject: Subject,
    observation: Observation | undefined,
    memory: Memory,
): string {
    const rollout = `rollout ${subject.namespace}/${subject.rolloutName}`;
    const details = failure.details.join("; ");
    if (failure.code === "ClusterFailed") {
        return `${rollout} cannot be watched: ${details}`;
    }
    if (observation === undefined) {
        return failure.code === "TimedOut"
            ? `${rollout} did not appear within ${String(subject.timeoutSeconds)} s; create it and run pulumi up again`
            : `${rollout} does not exist; create it, or correct namespace and rolloutName, and run pulumi up again`;
    }
    const plugin = (verb: string) => `kubectl argo rollouts ${verb} ${subject.rolloutName} -n ${subject.namespace}`;
    const where = stepInWords(observation, memory.lastStep);
    const again = "run pulumi up again";
    const sentences: Record<Exclude<GateErrorCode, "ClusterFailed">, () => string> = {
        Missing: () => `${rollout} does not exist; create it and ${again}`,
        InvalidSpec: () =>
            `${rollout} has an invalid spec: ${details}; nothing was rolled out; correct it and ${again}`,
        Superseded: () =>
            `${rollout} was superseded at ${where}: this update is pod hash ${memory.podHash ?? ""}, the rollout is now at ${observation.podHash}; somebody else changed it, and this gate left it alone; ${again} to roll out what is declared`,
        Aborted: () => abortSentence(rollout, observation, memory, failure.details, plugin("retry rollout")),
        Inconclusive: () =>
            `${rollout} is inconclusive at ${where}: ${causesOf(observation, "Inconclusive") || "the analysis could not tell good from bad"}; it is paused with canary weight ${weightInWords(observation)}; decide with ${plugin("promote")} or ${plugin("abort")}, then ${again}`,
        AnalysisFailed: () =>
            `${rollout} was promoted, but its analysis ended badly: ${causesOf(observation) || "no metric says why"}; the new version has all traffic; fix the image and ${again}`,
        Unmeasured: () =>
            `${rollout} was promoted, but ${failure.details.join(" and ")} ${failure.details.length === 1 ? "was" : "were"} never measured (AnalysisRun ${observation.analyses.map((analysis) => analysis.name).join(", ")} ended before its first measurement); the new version has all traffic; lengthen the pauses or shorten initialDelay and interval, and ${again}`,
        NotProven: () => `${rollout} is Healthy, but not as it should be: ${details}; correct this and ${again}`,
        TimedOut: () =>
            `${rollout} did not finish within ${String(subject.timeoutSeconds)} s: last seen ${observation.phase} at ${where} with canary weight ${weightInWords(observation)}; ${details}; nothing was aborted; look at it with ${plugin("get rollout")}, raise the gate's timeout if it only needs longer, and ${again}`,
    };
    return sentences[failure.code]();
}

function abortSentence(rollout: string, o: Observation, memory: Memory, blocked: readonly string[], retry: string) {
    const { previous } = memory;
    const before = previous?.outcome === "Aborted" && previous.podHash === o.podHash && !memory.watched;
    const at = abortedAt(o, memory);
    const traffic =
        blocked.length > 0
            ? `traffic is NOT back on stable: ${blocked.join("; ")}`
            : `traffic is ${before ? "" : "back "}on stable${o.weight === undefined ? "" : ` (canary weight ${String(o.weight)})`}`;
    const what = `${rollout} ${before ? "is still aborted" : "aborted"}${at === undefined ? "" : ` at ${at}`}`;
    const remedy = isUnmeasurable(o)
        ? `check Prometheus and the app's metrics, then retry it with ${retry} and run pulumi up again`
        : `fix the image and run pulumi up again${before ? `, or retry it with ${retry}` : ""}`;
    return `${what}: ${abortCause(o)}; ${traffic}; ${before ? "this version was not changed since: " : ""}${remedy}`;
}

/** Whether the analysis ended because it could not measure, and not because of what it measured. */
function isUnmeasurable({ analyses }: Observation): boolean {
    const metrics = analyses.flatMap((analysis) => analysis.metrics.filter((metric) => !metric.dryRun));
    const ended = [...analyses, ...metrics].map(({ phase }) => phase);
    return ended.includes("Error") && !ended.includes("Failed");
}

/** Where the rollout was when it aborted; unknown when nobody watched. */
export function abortedAt(o: Observation, memory: Memory): string | undefined {
    if (memory.watched) {
        return stepInWords(o, memory.lastStep);
    }
    return memory.previous?.podHash === o.podHash ? memory.previous.abortedAt : undefined;
}

function abortCause(o: Observation): string {
    const [, message = ""] = /^Rollout aborted update to revision \d+: (.*)$/s.exec(o.abortMessage) ?? [];
    return causesOf(o, "Failed", "Error") || message || "somebody aborted it by hand";
}

/** "step 3/9 (setWeight 25)": the step as the lines count them, and the weight that it belongs to. */
export function stepInWords(o: Observation, index: number): string {
    const weight = o.steps.slice(0, index + 1).findLast((step) => step.setWeight !== undefined)?.setWeight;
    const step = `step ${String(index)}/${String(o.steps.length)}`;
    return weight === undefined ? step : `${step} (setWeight ${String(weight)})`;
}

function weightInWords(o: Observation): string {
    return o.weight === undefined ? "unknown" : String(o.weight);
}

function causesOf(o: Observation, ...phases: string[]): string {
    const metrics = o.analyses.flatMap((analysis) => analysis.metrics);
    const wanted = phases.length === 0 ? ["Failed", "Error", "Inconclusive"] : phases;
    const causes = metrics.filter((metric) => wanted.includes(metric.phase) && !metric.dryRun).map(causeOf);
    const messages = o.analyses.filter((a) => wanted.includes(a.phase) && a.message !== "").map((a) => a.message);
    return causes.length > 0 ? causes.join(", and ") : messages.join(", and ");
}

function causeOf(metric: Metric): string {
    const bad = metric.measurements.filter((measurement) => measurement.phase === metric.phase);
    if (metric.phase === "Error") {
        const why = bad.at(-1)?.message ?? metric.message;
        return `${metric.name} could not be measured${times(bad.length)}${why === "" ? "" : `: ${why}`}`;
    }
    if (bad.length === 0) {
        return `${metric.name} ${metric.phase.toLowerCase()}${metric.message === "" ? "" : `: ${metric.message}`}`;
    }
    const must = thresholdOf(metric.condition) === undefined ? "must satisfy" : "must be";
    return `${metric.name} measured ${valuesInWords(metric, bad)}, ${must} ${limitOf(metric.condition)}`;
}

function valuesInWords(metric: Metric, measurements: readonly { value: string }[]): string {
    const values = measurements.map(({ value }) => formatValue(metric.name, value, metric.condition));
    if (new Set(values).size === 1) {
        return `${values[0] ?? ""}${times(values.length)}`;
    }
    const last = values.at(-1) ?? "";
    return `${values.slice(0, -1).join(", ")} and ${last}`;
}

function times(count: number): string {
    return count <= 1 ? "" : count === 2 ? " twice" : ` ${String(count)} times`;
}
