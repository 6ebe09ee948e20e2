import { isUnknown } from "../provider/inputs";
import type { PreflightInputs } from "./inputs";

/** The type of a preflight in a state and in the engine's events. */
export const preflightType = "pulumi-nodejs:dynamic/canary:Preflight";

/** Fields without which nothing can be checked. */
const required = ["kubeconfig", "kubeContext", "namespace", "rolloutName", "prometheusAddress"] as const;

/** Fields that may be left out of a check, and their values then. */
const replaceable: Partial<PreflightInputs> = { images: [], ingresses: [], uses: [], requestsSelector: [], pauses: [] };

/**
 * Returns the inputs of a preflight from those of a preview, without what the preview does not know; or the names of
 * the fields that it should know.
 */
export function previewInputs(
    inputs: Readonly<Record<string, unknown>>,
): PreflightInputs | { readonly unknown: readonly string[] } {
    const unknown = required.filter((field) => typeof inputs[field] !== "string" || isUnknown(inputs[field]));
    if (unknown.length > 0) {
        return { unknown };
    }
    const known = Object.entries(inputs).filter(([, value]) => !hasUnknown(value));
    return { ...replaceable, ...Object.fromEntries(known) } as PreflightInputs;
}

/** True when a value or a part of it is unknown, or masked because it is a secret. */
function hasUnknown(value: unknown): boolean {
    if (typeof value === "object" && value !== null) {
        return Object.values(value).some(hasUnknown);
    }
    return isUnknown(value) || value === "[secret]";
}
