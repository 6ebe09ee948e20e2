import type { ClusterTarget } from "../../kubernetes";
import { isObjectName } from "../../kubernetes/names";
import { checkInputs, rolloutRules, type InputRule } from "../../provider/inputs";

/** The retention's inputs, resolved. Names only: no content gets into its state. */
export interface ConfigurationRetentionInputs extends ClusterTarget {
    readonly namespace: string;
    readonly rolloutName: string;
    /** The app's current ConfigMap; empty for none. */
    readonly configMapName: string;
    /** The app's current Secret; empty for none. */
    readonly secretName: string;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "2";

/** Inputs that identify the app: a change of one replaces the retention. */
export const identity = ["namespace", "rolloutName", "kubeContext"] as const;

/** Inputs that `diff` compares: all. The kubeconfig too, since read and delete find the cluster by it. */
export const declaredInputs = [...identity, "kubeconfig", "configMapName", "secretName", "providerVersion"] as const;

/** Returns everything that is wrong with the inputs, all at once. */
export function checkRetentionInputs(inputs: Readonly<Partial<Record<keyof ConfigurationRetentionInputs, unknown>>>) {
    const { kubeconfig, kubeContext, namespace, rolloutName } = rolloutRules;
    const nameOrNothing = (kind: string): InputRule => [
        (value) => value === "" || isObjectName(value),
        `the name of a ${kind}, or empty`,
    ];
    return checkInputs(inputs, {
        kubeconfig,
        kubeContext,
        namespace,
        rolloutName,
        configMapName: nameOrNothing("ConfigMap"),
        secretName: nameOrNothing("Secret"),
    });
}
