import type { ClusterTarget } from "../../kubernetes";
import { checkInputs, isPath, isSeconds, isNonEmptyString, rolloutRules, timeoutRule } from "../../provider/inputs";
import { accessProblems } from "./accessProblems";
import { type JudgeInputs, judgeProblems } from "./judgeInputs";
import { type GateNotifications, notificationProblems } from "./notifications";
import type { PrometheusAccess } from "./prometheusAccess";
import { type LabelMatcher, selectorProblems } from "./requestsSelector";

/** The gate's declared inputs, resolved. */
export interface RolloutGateInputs extends ClusterTarget {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly trigger: string;
    /** The uid of the Rollout that was applied; undefined if any object of the name will do. */
    readonly rolloutUid?: string;
    /** The hash of the spec that was applied; undefined if any spec will do. */
    readonly specHash?: string;
    readonly timeoutSeconds: number;
    readonly heartbeatSeconds: number;
    readonly onPause: "promote" | "wait" | "fail";
    /** The least duration of pauses that this gate promotes in any case, in seconds by step. */
    readonly pauseSeconds: Readonly<Record<string, number>>;
    readonly onInconclusive: "fail" | "wait" | "promote";
    readonly onStableDown: "fail" | "promote";
    readonly onTimeout: "abort" | "fail";
    readonly retryAborted: boolean;
    readonly verifyInitial: boolean;
    readonly adopt: boolean;
    readonly onUnobserved: "fail" | "note";
    readonly acceptUnproven: string;
    readonly job: string;
    readonly requestsMetric: string;
    readonly requestsSelector: readonly LabelMatcher[];
    readonly minRequests: number;
    readonly onTooFewRequests: "fail" | "note";
    readonly onWrongShare: "abort" | "note";
    readonly minMeasurements: number;
    /** Undefined: that of the router. */
    readonly propagationSeconds?: number;
    /** Undefined if the answers of the new version are not judged by themselves. */
    readonly judge?: JudgeInputs;
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
    /** References to Secrets, never their contents; undefined if Prometheus requires no authentication. */
    readonly prometheusAccess?: PrometheusAccess;
    /** The folder for reports; empty or undefined for none. */
    readonly reportFolder?: string;
    /** Secret, as a whole, and in no output: a state keeps it encrypted as long as the program declares it. */
    readonly notifications?: GateNotifications;
    readonly providerVersion: string;
}

/** The user's policy for the gate; part of its inputs, with the same defaults. */
export type GatePolicy = Pick<
    RolloutGateInputs,
    | "timeoutSeconds"
    | "onPause"
    | "pauseSeconds"
    | "onInconclusive"
    | "onStableDown"
    | "onTimeout"
    | "retryAborted"
    | "verifyInitial"
    | "rolloutUid"
    | "specHash"
    | "adopt"
    | "onUnobserved"
    | "acceptUnproven"
    | "requestsMetric"
    | "requestsSelector"
    | "minRequests"
    | "onTooFewRequests"
    | "onWrongShare"
    | "minMeasurements"
    | "propagationSeconds"
    | "judge"
>;

/** Raised when the provider's behaviour changes, so that the state gets the new code and the gate runs again. */
export const providerVersion = "6";

/**
 * The inputs that identify the rollout: another rollout is another gate. A context may be renamed; the Rollout's uid in
 * the state recognizes another cluster.
 */
export const identity = ["namespace", "rolloutName"] as const;

/** The inputs that `diff` compares. The Rollout itself is read live and never an input. */
export const declaredInputs: readonly (keyof RolloutGateInputs)[] = [
    "kubeconfig",
    "kubeContext",
    "namespace",
    "rolloutName",
    "trigger",
    "rolloutUid",
    "specHash",
    "timeoutSeconds",
    "heartbeatSeconds",
    "onPause",
    "pauseSeconds",
    "onInconclusive",
    "onStableDown",
    "onTimeout",
    "retryAborted",
    "verifyInitial",
    "adopt",
    "onUnobserved",
    "acceptUnproven",
    "job",
    "requestsMetric",
    "requestsSelector",
    "minRequests",
    "onTooFewRequests",
    "onWrongShare",
    "minMeasurements",
    "propagationSeconds",
    "judge",
    "prometheusAddress",
    "prometheusUrl",
    "prometheusAccess",
    "providerVersion",
];

/** The inputs that a state keeps. Where a report is written changes nothing about a rollout, so that `diff` does not compare it. */
export const keptInputs: readonly (keyof RolloutGateInputs)[] = [...declaredInputs, "reportFolder"];

/** Defaults of the gate's inputs. */
export const defaults = {
    heartbeatSeconds: 15,
    onPause: "promote",
    pauseSeconds: {},
    onInconclusive: "fail",
    onStableDown: "fail",
    onTimeout: "abort",
    retryAborted: false,
    verifyInitial: false,
    adopt: true,
    onUnobserved: "fail",
    acceptUnproven: "",
    requestsMetric: "http_requests_total",
    requestsSelector: [],
    minRequests: 100,
    onTooFewRequests: "fail",
    onWrongShare: "abort",
    minMeasurements: 1,
    prometheusUrl: "",
    reportFolder: "",
} as const satisfies Partial<RolloutGateInputs>;

/** The counter of requests of the Rollout's own analysis; no name of a metric. */
export const analysedMetric = "from-analysis";

/** Defaults of the inputs of a gate that has no more than the name of a Rollout. */
export const referenceDefaults = {
    trigger: "live",
    timeoutSeconds: 3600,
    job: "",
    prometheusAddress: "",
    requestsMetric: analysedMetric,
} as const satisfies Partial<RolloutGateInputs>;

function isSecondsByStep(value: unknown): boolean {
    return (
        typeof value === "object" &&
        value !== null &&
        Object.entries(value).every(
            ([step, seconds]) => /^\d+$/.test(step) && typeof seconds === "number" && seconds >= 0 && seconds <= 86_400,
        )
    );
}

/** Returns all problems of the inputs. */
export function checkGateInputs(inputs: Readonly<Partial<Record<keyof RolloutGateInputs, unknown>>>) {
    const isCount = (value: unknown, least: number) => Number.isSafeInteger(value) && Number(value) >= least;
    const isText = (value: unknown) => typeof value === "string";
    const isFlag = (value: unknown) => typeof value === "boolean";
    const isOptionalText = (value: unknown) => value === undefined || isNonEmptyString(value);
    const oneOf = (...words: string[]) =>
        [(value: unknown) => words.some((word) => word === value), `one of ${words.join(", ")}`] as const;
    const problems = checkInputs(inputs, {
        ...rolloutRules,
        timeoutSeconds: timeoutRule,
        job: [isText, "the app's job in Prometheus, or empty"],
        prometheusAddress: [
            (value) => value === "" || rolloutRules.prometheusAddress[0](value),
            "an http or https URL without credentials, or empty",
        ],
        requestsMetric: [
            (value) => value === analysedMetric || rolloutRules.requestsMetric[0](value),
            rolloutRules.requestsMetric[1],
        ],
        trigger: [isNonEmptyString, "a hash of the declared rollout"],
        rolloutUid: [isOptionalText, "the uid of a Rollout"],
        specHash: [isOptionalText, "a hash by specHash"],
        heartbeatSeconds: [isSeconds, "a number of seconds from 1 to 86400"],
        onPause: oneOf("promote", "wait", "fail"),
        pauseSeconds: [isSecondsByStep, "seconds from 0 to 86400 by the number of a step"],
        onInconclusive: oneOf("fail", "wait", "promote"),
        onStableDown: oneOf("fail", "promote"),
        onTimeout: oneOf("abort", "fail"),
        retryAborted: [isFlag, "true or false"],
        verifyInitial: [isFlag, "true or false"],
        adopt: [isFlag, "true or false"],
        onUnobserved: oneOf("fail", "note"),
        acceptUnproven: [isText, "a pod hash, or empty"],
        minRequests: [(value) => isCount(value, 1), "a whole number from 1"],
        onTooFewRequests: oneOf("fail", "note"),
        onWrongShare: oneOf("abort", "note"),
        minMeasurements: [(value) => isCount(value, 0), "a whole number from 0"],
        reportFolder: [
            (value) => value === undefined || value === "" || isPath(value),
            "the path of a folder (absolute or from ~), or empty",
        ],
        propagationSeconds: [
            (value) => value === undefined || isSeconds(value),
            "a number of seconds from 1 to 86400, or absent",
        ],
    });
    return [
        ...problems,
        ...selectorProblems(inputs.requestsSelector),
        ...judgeProblems(inputs.judge),
        ...accessProblems(inputs.prometheusAccess),
        ...notificationProblems(inputs.notifications),
        ...unboundAccess(inputs),
    ];
}

/** Finds credentials for an address that anyone who may edit the Rollout's analysis would choose. */
function unboundAccess(inputs: Readonly<Partial<Record<keyof RolloutGateInputs, unknown>>>) {
    const open = inputs.prometheusAddress === "" && inputs.prometheusUrl === "";
    return open && inputs.prometheusAccess !== undefined
        ? [{ property: "prometheusAccess", message: "needs prometheusAddress or prometheusUrl" }]
        : [];
}
