import type { CanaryGateArgs } from "@canary-delivery/components";
import { isPath } from "@canary-delivery/components/validation";
import type { SettingReader } from "./settingReader";

/** Settings of the gate's decisions and of the evidence that it requires. The timeout may follow from the steps. */
export type GateSettings = Omit<CanaryGateArgs, "kubeconfig" | "kubeContext" | "heartbeatSeconds">;

/** Reads the settings of the gate. */
export async function readGate(read: SettingReader): Promise<GateSettings> {
    const timeoutSeconds = read.is("gateTimeout", "") ? undefined : read.seconds("gateTimeout");
    const webhook = await readWebhook(read);
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
        judge: readJudge(read),
        prometheusUrl: read.string("prometheusUrl"),
        reportFolder: read.optionalChecked("reportFolder", "be an absolute path, or one from ~", isPath) ?? "",
        ...(webhook !== undefined && { notifications: { webhook } }),
    } as GateSettings;
}

/** Reads the webhook, whose URL may hold a token; undefined without one. */
async function readWebhook(read: SettingReader) {
    const { url, secret, ...unknown } = await read.secretStrings("webhook");
    const more = Object.keys(unknown);
    if (url === undefined && secret === undefined && more.length === 0) {
        return undefined;
    }
    if (url === undefined || secret === undefined || more.length > 0) {
        const given = [...(url === undefined ? [] : ["url"]), ...(secret === undefined ? [] : ["secret"]), ...more];
        read.add({ key: "webhook", message: `must have url and secret, has ${given.join(", ")}` });
        return undefined;
    }
    return { url, secret };
}

/** Reads the judge: one setting for both of its actions, and the synthetic traffic as the declared one. */
function readJudge(read: SettingReader): GateSettings["judge"] {
    const judge = read.oneOf("judge", ["abort", "note", "off"]);
    // The reader reports another value.
    const action = judge === "note" ? judge : "abort";
    const requirePower = read.flag("requirePower");
    const requestsPerSecond = read.number("requestsPerSecond");
    const selector = read.structure("requestsSelector");
    const allCount = Array.isArray(selector) && selector.length === 0;
    return judge === "off"
        ? judge
        : {
              onWorseThanStable: action,
              onOverThreshold: action,
              ...(requirePower && { requirePower }),
              // Another value is reported where the traffic is read.
              ...(requestsPerSecond > 0 && allCount && { requestsPerSecond }),
          };
}
