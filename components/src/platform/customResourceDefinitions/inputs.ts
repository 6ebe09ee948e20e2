import type { ClusterTarget } from "../../kubernetes";
import { checkInputs, clusterRules, isNonEmptyString, isUnknown } from "../../provider/inputs";

/** The resolved inputs. */
export interface DefinitionsInputs extends ClusterTarget {
    readonly url: string;
    readonly sha256: string;
    readonly names: string[];
    readonly retainOnDelete: boolean;
    /** The stack of the definitions, as organization/project/stack; states of version 2 have none. */
    readonly owner: string;
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "3";

/** The inputs that `diff` compares: all of them. */
export const declaredInputs = [
    "kubeconfig",
    "kubeContext",
    "url",
    "sha256",
    "names",
    "retainOnDelete",
    "owner",
    "providerVersion",
] as const;

/** Returns all problems of the inputs. */
export function checkDefinitionsInputs(inputs: Readonly<Record<keyof DefinitionsInputs, unknown>>) {
    return checkInputs(inputs, {
        ...clusterRules,
        owner: [isNonEmptyString, "a stack"],
        url: [isNonEmptyString, "the URL of a manifest"],
        sha256: [(value) => /^[0-9a-f]{64}$/.test(String(value)), "64 hexadecimal digits"],
        names: [
            (value) =>
                Array.isArray(value) &&
                value.length > 0 &&
                value.every((name) => isUnknown(name) || isNonEmptyString(name)),
            "a list of at least one CustomResourceDefinition",
        ],
    });
}
