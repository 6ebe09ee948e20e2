import type { ControllerAbort } from "../model/abortCause";

/**
 * Reads the cause of an abort from the message of the condition with which the controller acknowledges it; undefined
 * while there is none. Only this module parses Argo's messages about aborts, such as `Rollout aborted update to
 * revision 3: Step-based analysis phase error/failed: Metric "p99-latency" assessed Failed due to failed (2) > ...`.
 */
export function readAbortMessage(message: string): ControllerAbort | undefined {
    if (message === "") {
        return undefined;
    }
    const [, reason = ""] = /^Rollout aborted update to revision \d+: (.*)$/s.exec(message) ?? [];
    const withoutPeriod = reason.replace(/\.$/, "");
    if (message.includes("nalysis")) {
        return { kind: "analysis", ...scopeOf(message), message: withoutPeriod };
    }
    return reason === "" ? { kind: "manual" } : { kind: "controller", message: withoutPeriod };
}

/** Returns the kind of the analysis, which only a message about the phase of an AnalysisRun names. */
function scopeOf(message: string): { readonly scope?: "Background" | "Step" } {
    if (!message.includes(" analysis phase ")) {
        return {};
    }
    const [, scope] = /\b(Step-based|Background) analysis\b/.exec(message) ?? [];
    return { scope: scope === "Background" ? "Background" : "Step" };
}
