import type { AnalysisArgs, CanaryStep, CanaryStrategyArgs } from "@canary-delivery/components";
import {
    additionalAnnotationProblems,
    parseDuration,
    scheduleProblem,
    stepProblems,
    strategyProblems,
} from "@canary-delivery/components/validation";
import type { SettingReader } from "./settingReader";

/** How a new version gets its traffic, and what it is judged by. */
export interface CanarySettings {
    readonly steps: readonly CanaryStep[];
    readonly startingStep: number;
    /** Argo's words beside the steps, with those that are settings of their own. */
    readonly strategy: CanaryStrategyArgs;
    /** Prometheus's address comes with the platform. */
    readonly analysis: Omit<AnalysisArgs, "prometheusAddress">;
}

/** Reads what concerns the canary. */
export function readCanary(read: SettingReader): CanarySettings {
    const before = read.problems.length;
    const strategy = readStrategy(read);
    const steps = read.structure("steps") as CanaryStep[];
    read.problems.push(...stepProblems(steps, "steps", strategy.maxTrafficWeight));
    const lastStep = Array.isArray(steps) && steps.length > 0 ? steps.length - 1 : undefined;
    const startingStep = read.wholeNumber("startingStep", 0, lastStep);
    const analysis = {
        initialDelay: read.duration("initialDelay", 0),
        interval: read.duration("interval"),
        failureLimit: read.wholeNumber("failureLimit", 0),
        consecutiveErrorLimit: read.wholeNumber("consecutiveErrorLimit", 0),
        window: read.duration("window"),
        p99LatencyMilliseconds: read.positiveNumber("p99LatencyMilliseconds"),
        successRatePercent: read.positiveNumber("successRatePercent", 100),
    };
    // Only a schedule whose parts are right can be too short.
    const tooShort = read.problems.length === before ? scheduleProblem(steps, startingStep, analysis) : undefined;
    if (tooShort !== undefined) {
        read.problems.push(tooShort);
    }
    return { steps, startingStep, strategy, analysis };
}

/** Fields of a strategy that have a setting of their own, and are not said twice. */
const ownSettings: Readonly<Record<string, string>> = {
    progressDeadlineSeconds: "progressDeadline",
    additionalIngressAnnotations: "additionalIngressAnnotations",
};

function readStrategy(read: SettingReader): CanaryStrategyArgs {
    const found = read.structure("strategy");
    const fields = typeof found === "object" && found !== null ? Object.keys(found) : [];
    const twice = fields.filter((field) => field in ownSettings);
    for (const field of twice) {
        read.problems.push(`strategy.${field} must be left out, the setting ${ownSettings[field] ?? ""} says it`);
    }
    const rest = twice.length === 0 ? found : without(found as object, twice);
    read.problems.push(...strategyProblems(rest));
    const additionalIngressAnnotations = read.texts("additionalIngressAnnotations");
    read.problems.push(...additionalAnnotationProblems(additionalIngressAnnotations));
    return {
        ...(rest as CanaryStrategyArgs),
        progressDeadlineSeconds: parseDuration(read.duration("progressDeadline")) ?? NaN,
        additionalIngressAnnotations,
    };
}

function without(fields: object, names: readonly string[]): object {
    return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));
}
