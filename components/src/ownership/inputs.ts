import type { ClusterTarget } from "../kubernetes";
import { checkInputs, clusterRules, isNonEmptyString, isUnknown } from "../provider/inputs";

/** The resolved inputs. */
export interface OwnershipInputs extends ClusterTarget {
    /** The stack of the objects, as organization/project/stack. */
    readonly owner: string;
    /** In the form of `formatReference`. */
    readonly objects: readonly string[];
    /** By object, in the same form: the components that may have declared it; absent for an object of any component. */
    readonly components?: Readonly<Record<string, readonly string[]>>;
    /** Actions for the user next to an object of another owner. */
    readonly alternatives: readonly string[];
    readonly providerVersion: string;
}

/** Raised when the provider's behaviour changes, so that the state gets the new code. */
export const providerVersion = "1";

/** The inputs that `diff` compares: all of them. */
export const declaredInputs = [
    "kubeconfig",
    "kubeContext",
    "owner",
    "objects",
    "components",
    "alternatives",
    "providerVersion",
] as const;

/** Returns all problems of the inputs. */
export function checkOwnershipInputs(inputs: Readonly<Partial<Record<keyof OwnershipInputs, unknown>>>) {
    return checkInputs(inputs, {
        ...clusterRules,
        owner: [isNonEmptyString, "a stack"],
        objects: [(value) => isUnknown(value) || Array.isArray(value), "a list of objects"],
        components: [(value) => value === undefined || typeof value === "object", "components by object, or absent"],
    });
}
