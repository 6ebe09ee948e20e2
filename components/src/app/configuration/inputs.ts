import { isObjectName } from "../../kubernetes/names";
import { checkInputs, rolloutRules, type InputRule } from "../../provider/inputs";

/** The retention's inputs, resolved. Names only: no content gets into its state. */
export interface ConfigurationRetentionInputs {
    /** A path; the file's content never gets into the state. */
    readonly kubeconfig: string;
    readonly kubeContext: string;
    readonly namespace: string;
    readonly rolloutName: string;
    /** The ConfigMap that the app is configured by now; empty for none. */
    readonly configMapName: string;
    /** The Secret that the app is configured by now; empty for none. */
    readonly secretName: string;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "2";

/** The inputs that say which app is meant: another one is another retention. */
export const identity = ["namespace", "rolloutName", "kubeContext"] as const;

/** What `diff` compares: all inputs. The kubeconfig too, since read and delete find the cluster by the state's path. */
export const declaredInputs = [...identity, "kubeconfig", "configMapName", "secretName", "providerVersion"] as const;

/** Everything that is wrong with the inputs, all at once. */
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
