import type { CanaryGateArgs } from "@canary-delivery/components";
import type { SettingReader } from "./settingReader";

/** What the gate does where a user has to decide, and what it wants proven. Its timeout may follow from the steps. */
export type GateSettings = Omit<CanaryGateArgs, "kubeconfig" | "kubeContext" | "heartbeatSeconds">;

/** Reads what concerns the gate. */
export function readGate(read: SettingReader): GateSettings {
    const timeoutSeconds = read.is("gateTimeout", "") ? undefined : read.seconds("gateTimeout");
    // What is no word of the gate's is for the validator of the app to refuse.
    return {
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        onPause: read.string("onPause"),
        onInconclusive: read.string("onInconclusive"),
        onTimeout: read.string("onTimeout"),
        retryAborted: read.flag("retryAborted"),
        verifyInitial: read.flag("verifyInitial"),
        requestsMetric: read.string("requestsMetric"),
        minRequests: read.number("minRequests"),
        onTooFewRequests: read.string("onTooFewRequests"),
        minMeasurements: read.number("minMeasurements"),
        prometheusUrl: read.string("prometheusUrl"),
    } as GateSettings;
}
