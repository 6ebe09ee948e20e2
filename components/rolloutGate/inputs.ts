import { checkInputs, isText } from "../providerInputs";

/** The gate's declared inputs, resolved. */
export interface RolloutGateInputs {
    /** A path; the file's content never gets into the state. */
    readonly kubeconfig: string;
    readonly kubeContext: string;
    readonly namespace: string;
    readonly rolloutName: string;
    readonly trigger: string;
    readonly timeoutSeconds: number;
    readonly heartbeatSeconds: number;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code and the gate looks again. */
export const providerVersion = "1";

/** What `diff` compares. The Rollout itself is read live and never an input. */
export const declaredInputs: readonly (keyof RolloutGateInputs)[] = [
    "kubeconfig",
    "kubeContext",
    "namespace",
    "rolloutName",
    "trigger",
    "timeoutSeconds",
    "heartbeatSeconds",
    "providerVersion",
];

/** Everything that is wrong with the inputs, all at once. */
export function checkGateInputs(inputs: Readonly<Record<keyof RolloutGateInputs, unknown>>) {
    const isName = (value: unknown) =>
        typeof value === "string" && /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/.test(value);
    const isSeconds = (value: unknown) => typeof value === "number" && value >= 1 && value <= 86_400;
    const isPath = (value: unknown) => typeof value === "string" && /^(\/|[A-Za-z]:[\\/])[^\n]*$/.test(value);
    return checkInputs(inputs, {
        kubeconfig: [isPath, "the absolute path of a kubeconfig file"],
        kubeContext: [isText, "the name of a context"],
        namespace: [isName, "the name of a namespace"],
        rolloutName: [isName, "the name of a Rollout"],
        trigger: [isText, "a hash of the declared rollout"],
        timeoutSeconds: [isSeconds, "a number of seconds from 1 to 86400"],
        heartbeatSeconds: [isSeconds, "a number of seconds from 1 to 86400"],
    });
}
