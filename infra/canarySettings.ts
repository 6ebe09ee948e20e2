import type {
    AnalysisArgs,
    ArgoSubscription,
    CanarySmokeTest,
    CanaryStep,
    CanaryStrategyArgs,
    PrometheusAccessArgs,
} from "@canary-delivery/components";
import { strategyFields } from "@canary-delivery/components/validation";
import type { PlatformSettings } from "./platformSettings";
import type { SettingReader } from "./settingReader";

/** Settings of the canary: steps, strategy and analysis. */
export interface CanarySettings {
    readonly steps: readonly CanaryStep[];
    readonly smokeTest: CanarySmokeTest | undefined;
    readonly bakeTime: string | undefined;
    readonly startingStep: number;
    readonly advance: "timed" | "proven";
    readonly preflight: "fail" | "note";
    readonly argoNotifications: readonly ArgoSubscription[];
    /** Fields of Argo's strategy in addition to the steps, those with their own settings included. */
    readonly strategy: CanaryStrategyArgs;
    /** Prometheus's address comes from the platform. */
    readonly analysis: Omit<AnalysisArgs, "prometheusAddress">;
}

/** Reads the settings of the canary. */
export function readCanary(read: SettingReader, platform: PlatformSettings["kind"]): CanarySettings {
    return {
        steps: read.structure("steps") as CanaryStep[],
        smokeTest: read.optionalStructure("smokeTest") as CanarySmokeTest | undefined,
        bakeTime: read.optionalString("bakeTime"),
        startingStep: read.number("startingStep"),
        // The validator of the app rejects unknown values.
        advance: read.string("advance") as CanarySettings["advance"],
        preflight: read.string("preflight") as CanarySettings["preflight"],
        argoNotifications: read.structure("argoNotifications") as ArgoSubscription[],
        strategy: readStrategy(read),
        analysis: {
            initialDelay: read.string("initialDelay"),
            interval: read.string("interval"),
            failureLimit: read.number("failureLimit"),
            consecutiveErrorLimit: read.number("consecutiveErrorLimit"),
            window: read.string("window"),
            p99LatencyMilliseconds: read.number("p99LatencyMilliseconds"),
            successRatePercent: read.number("successRatePercent"),
            bothVersions: read.flag("bothVersions"),
            metrics: read.structure("metrics") as AnalysisArgs["metrics"],
            templates: read.structure("analysisTemplates") as AnalysisArgs["templates"],
            args: read.structure("analysisArgs") as AnalysisArgs["args"],
            prometheusAccess: read.optionalStructure("prometheusAccess") as PrometheusAccessArgs | undefined,
            secretReader: readSecretReader(read, platform),
        },
    };
}

/** Returns the given ServiceAccount, or that of the controller that this program installs, which reads no Secret of an app. */
function readSecretReader(read: SettingReader, platform: PlatformSettings["kind"]): AnalysisArgs["secretReader"] {
    const given = read.optionalStructure("secretReader") as AnalysisArgs["secretReader"];
    const installed = { namespace: "argo-rollouts", serviceAccount: "argo-rollouts" };
    return given ?? (platform === "existing" ? undefined : installed);
}

/** Fields of a strategy with their own setting. */
const ownSettings: Readonly<Record<string, string>> = {
    progressDeadlineSeconds: "progressDeadline",
    additionalIngressAnnotations: "additionalIngressAnnotations",
};

/** Fields of the setting `strategy`: those without their own setting. */
const fields: readonly string[] = strategyFields.filter((field) => !Object.hasOwn(ownSettings, field));

function readStrategy(read: SettingReader): CanaryStrategyArgs {
    const found = read.map("strategy");
    for (const field of Object.keys(found).filter((one) => !fields.includes(one))) {
        const own = Object.hasOwn(ownSettings, field) ? ownSettings[field] : undefined;
        const message =
            own === undefined
                ? `is unknown, must be one of ${fields.join(", ")}`
                : `must be left out, the setting ${own} sets it`;
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
