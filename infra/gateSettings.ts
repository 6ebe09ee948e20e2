import type { CanaryGateArgs } from "@canary-delivery/components";
import type { SettingReader } from "./settingReader";

/** Settings of the gate's decisions and of the evidence that it requires. The timeout may follow from the steps. */
export type GateSettings = Omit<CanaryGateArgs, "kubeconfig" | "kubeContext" | "heartbeatSeconds">;

/** Reads the settings of the gate. */
export function readGate(read: SettingReader): GateSettings {
    const timeoutSeconds = read.is("gateTimeout", "") ? undefined : read.seconds("gateTimeout");
    // The validator of the app rejects unknown values.
    return {
        ...(timeoutSeconds !== undefined && { timeoutSeconds }),
        onPause: read.string("onPause"),
        onInconclusive: read.string("onInconclusive"),
        onStableDown: read.string("onStableDown"),
        onTimeout: read.string("onTimeout"),
        retryAborted: read.flag("retryAborted"),
        verifyInitial: read.flag("verifyInitial"),
        onUnobserved: read.string("onUnobserved"),
        acceptUnproven: read.string("acceptUnproven"),
        requestsMetric: read.string("requestsMetric"),
        requestsSelector: read.structure("requestsSelector"),
        minRequests: read.number("minRequests"),
        onTooFewRequests: read.string("onTooFewRequests"),
        onWrongShare: read.string("onWrongShare"),
        minMeasurements: read.number("minMeasurements"),
        ...judgeOf(read.oneOf("judge", ["off", "abort", "note"])),
        prometheusUrl: read.string("prometheusUrl"),
    } as GateSettings;
}

/** One setting for both of the judge's actions. */
function judgeOf(action: "off" | "abort" | "note"): Pick<GateSettings, "judge"> {
    // The reader reports another value.
    const known = action === "abort" || action === "note";
    return known ? { judge: { onWorseThanStable: action, onOverThreshold: action } } : {};
}
