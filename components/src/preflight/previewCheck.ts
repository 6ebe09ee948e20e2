import { messageOf } from "../kubernetes";
import { preflightType, previewInputs } from "./previewInputs";
import { describePreflight, subjectOf } from "./report";
import { runPreflight } from "./run";

export { preflightType };
export { type PreviewSchedule, previewSchedule } from "./previewSchedule";

/** The findings about one Rollout of a preview, as sentences. */
export interface PreviewCheck {
    /** `namespace/name`, or the resource's name if the preview does not know it. */
    readonly rollout: string;
    readonly problems: readonly string[];
    readonly notes: readonly string[];
    /** The requests per second of the last hour, or those that the judge declares; undefined if they are unknown. */
    readonly requestsPerSecond?: number;
    /** The reason why nothing was checked. */
    readonly unchecked?: string;
}

/**
 * Runs the preflight that a preview only declares. Changes nothing.
 *
 * @param name the resource's name
 * @param declared the resource's inputs, as the engine's events have them
 * @param log receives the reason for a wait
 */
export async function checkPreview(
    name: string,
    declared: Readonly<Record<string, unknown>>,
    log: (text: string) => void,
): Promise<PreviewCheck> {
    const inputs = previewInputs(declared);
    if ("unknown" in inputs) {
        const unchecked = `the preview does not know ${inputs.unknown.join(", ")}`;
        return { rollout: name, problems: [], notes: [], unchecked };
    }
    const rollout = subjectOf(inputs);
    try {
        const { facts, found } = await runPreflight(inputs, log);
        const described = (wanted: string) =>
            found.flatMap(({ severity, finding }) => (severity === wanted ? [describePreflight(finding)] : []));
        const { requestsPerSecond: rate } = facts;
        const traffic = typeof rate === "number" ? { requestsPerSecond: rate } : {};
        return { rollout, problems: described("problem"), notes: described("note"), ...traffic };
    } catch (error) {
        return { rollout, problems: [], notes: [], unchecked: messageOf(error) };
    }
}
