import { accessProblems } from "../../gate/model/accessProblems";
import type { PrometheusAccess } from "../../gate/model/prometheusAccess";
import type { ClusterTarget } from "../../kubernetes";
import { checkInputs, isNonEmptyString, isUnknown, rolloutRules, timeoutRule } from "../../provider/inputs";

/** A Rollout as it is applied. */
export interface RolloutManifest {
    readonly apiVersion: string;
    readonly kind: "Rollout";
    readonly metadata: {
        readonly name: string;
        readonly namespace: string;
        readonly labels?: Readonly<Record<string, string>>;
        readonly annotations?: Readonly<Record<string, string>>;
    };
    readonly spec: Readonly<Record<string, unknown>>;
}

/** The baseline's inputs, resolved. */
export interface RolloutBaselineInputs extends ClusterTarget {
    readonly namespace: string;
    readonly rolloutName: string;
    readonly manifest: RolloutManifest;
    readonly fieldManager: string;
    readonly timeoutSeconds: number;
    readonly job: string;
    readonly requestsMetric: string;
    readonly prometheusAddress: string;
    readonly prometheusUrl: string;
    readonly prometheusAccess?: PrometheusAccess;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "2";

/** Default inputs of a baseline. */
export const defaults = { timeoutSeconds: 600 } as const;

/** Inputs that identify the rollout: a change of one replaces the baseline. */
export const identity = ["namespace", "rolloutName", "kubeContext"] as const;

/**
 * Inputs that `diff` compares. The manifest is not among them: if the Rollout exists the baseline does nothing, and a
 * preview shows nothing. The kubeconfig is, since read and delete find the cluster by the state's.
 */
export const declaredInputs = [...identity, "kubeconfig", "providerVersion"] as const;

/** Returns everything that is wrong with the inputs, all at once. */
export function checkBaselineInputs(inputs: Readonly<Partial<Record<keyof RolloutBaselineInputs, unknown>>>) {
    const isRollout = (value: unknown) => {
        const { kind, spec } = (value ?? {}) as { kind?: unknown; spec?: unknown };
        return kind === "Rollout" && ((typeof spec === "object" && spec !== null) || isUnknown(spec));
    };
    const problems = checkInputs(inputs, {
        ...rolloutRules,
        timeoutSeconds: timeoutRule,
        manifest: [isRollout, "a Rollout with a spec"],
        fieldManager: [isNonEmptyString, "the name of a field manager"],
    });
    return [...problems, ...accessProblems(inputs.prometheusAccess)];
}
