import type { CanaryStep } from "@canary-delivery/components";
import {
    isHttpUrl,
    isMetricName,
    isOpenEnded,
    parseDuration,
    pauseSeconds,
} from "@canary-delivery/components/validation";
import { httpUrl, type SettingReader } from "./settingReader";

/** What the gate does where somebody has to decide, and what it wants proven. */
export interface GateSettings {
    readonly timeoutSeconds: number;
    readonly onPause: "promote" | "wait" | "fail";
    readonly onInconclusive: "fail" | "wait" | "promote";
    readonly onTimeout: "abort" | "fail";
    readonly retryAborted: boolean;
    readonly verifyInitial: boolean;
    /** Empty where the versions' shares of requests are not measured. */
    readonly requestsMetric: string;
    readonly minRequests: number;
    readonly onTooFewRequests: "fail" | "note";
    readonly minMeasurements: number;
    /** Empty for the API server's proxy. */
    readonly prometheusUrl: string;
}

/** What the gate may take beyond the timed pauses: pods that start, and a controller that looks again. */
const reserveSeconds = 600;
/** What it may take for each pause without a duration. */
const openPauseSeconds = 600;
const limitSeconds = 86_400;

/** Reads what concerns the gate; `steps` are good ones, or none. */
export function readGate(read: SettingReader, steps: readonly CanaryStep[]): GateSettings {
    return {
        timeoutSeconds: readTimeout(read, steps),
        onPause: read.oneOf("onPause", ["promote", "wait", "fail"]),
        onInconclusive: read.oneOf("onInconclusive", ["fail", "wait", "promote"]),
        onTimeout: read.oneOf("onTimeout", ["abort", "fail"]),
        retryAborted: read.flag("retryAborted"),
        verifyInitial: read.flag("verifyInitial"),
        requestsMetric: read.text(
            "requestsMetric",
            "be the name of a Prometheus metric, or nothing",
            (text) => text === "" || isMetricName(text),
        ),
        minRequests: read.wholeNumber("minRequests", 1),
        onTooFewRequests: read.oneOf("onTooFewRequests", ["fail", "note"]),
        minMeasurements: read.wholeNumber("minMeasurements", 0),
        prometheusUrl: read.text(
            "prometheusUrl",
            `be ${httpUrl}, or nothing`,
            (text) => text === "" || isHttpUrl(text),
        ),
    };
}

/** Unless told otherwise, what the timed pauses take, with a reserve for all that has no time of its own. */
function readTimeout(read: SettingReader, steps: readonly CanaryStep[]): number {
    const timed = steps.filter((step) => !isOpenEnded(step));
    const pauses = pauseSeconds(timed);
    const reserve = reserveSeconds + openPauseSeconds * (steps.length - timed.length);
    const usual = Math.min(pauses + reserve, limitSeconds);
    const text = read.text("gateTimeout", `be a duration of at most ${limitSeconds}s`, (value) => {
        const seconds = value === "" ? usual : parseDuration(value);
        return seconds !== undefined && seconds <= limitSeconds;
    });
    const seconds = text === "" ? usual : (parseDuration(text) ?? usual);
    if (seconds <= pauses) {
        read.problems.push(`gateTimeout must be longer than the steps' timed pauses, ${pauses}s, got ${seconds}s`);
    }
    return seconds;
}
