import type { AnalysisArgs, CanaryStep, CanaryStrategyArgs } from "@canary-delivery/components";
import { strategyFields } from "@canary-delivery/components/validation";
import type { SettingReader } from "./settingReader";

/** How a new version gets its traffic, and what it is measured by. */
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
    return {
        steps: read.structure("steps") as CanaryStep[],
        startingStep: read.number("startingStep"),
        strategy: readStrategy(read),
        analysis: {
            initialDelay: read.string("initialDelay"),
            interval: read.string("interval"),
            failureLimit: read.number("failureLimit"),
            consecutiveErrorLimit: read.number("consecutiveErrorLimit"),
            window: read.string("window"),
            p99LatencyMilliseconds: read.number("p99LatencyMilliseconds"),
            successRatePercent: read.number("successRatePercent"),
        },
    };
}

/** Fields of a strategy that have a setting of their own, and are not said twice. */
const ownSettings: Readonly<Record<string, string>> = {
    progressDeadlineSeconds: "progressDeadline",
    additionalIngressAnnotations: "additionalIngressAnnotations",
};

/** Fields that the setting `strategy` has: it must not say what another setting says. */
const fields: readonly string[] = strategyFields.filter((field) => !(field in ownSettings));

function readStrategy(read: SettingReader): CanaryStrategyArgs {
    const found = read.map("strategy");
    for (const field of Object.keys(found).filter((one) => !fields.includes(one))) {
        const own = ownSettings[field];
        const message =
            own === undefined
                ? `is unknown, must be one of ${fields.join(", ")}`
                : `must be left out, the setting ${own} says it`;
        read.add({ key: `strategy.${field}`, message });
    }
    return {
        ...(Object.fromEntries(
            Object.entries(found).filter(([field]) => fields.includes(field)),
        ) as CanaryStrategyArgs),
        progressDeadlineSeconds: read.seconds("progressDeadline"),
        additionalIngressAnnotations: read.strings("additionalIngressAnnotations"),
    };
}
