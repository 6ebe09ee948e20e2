import { forecastOf } from "../gate/judge/forecast";
import type { DetectableFaults } from "../gate/model/answers";
import { significant } from "../gate/report/finding";
import { describeLeastFaults } from "../gate/report/power";
import { previewInputs } from "./previewInputs";
import { subjectOf } from "./report";

/** The pauses that a preview declares, with what each will show of the new version's answers. */
export interface PreviewSchedule {
    /** `namespace/name`. */
    readonly rollout: string;
    /** In order; empty if none has a fixed end, or the preview does not know them. */
    readonly pauses: readonly {
        /** In percent. */
        readonly weight: number;
        readonly seconds: number;
        /** The requests that the new version is expected to get; absent if the traffic is unknown. */
        readonly requests?: number;
        /** The least faults that it rejects with 99 %, as text; absent if nothing is judged or the traffic is unknown. */
        readonly shows?: string;
    }[];
    /** The faults that all pauses show together, or the reason why that is unknown. */
    readonly note: string;
}

/**
 * Computes the schedule of a preview from the inputs of its preflight, as the gate forecasts it; asks no cluster.
 * Undefined if the preview does not know which Rollout it is about.
 *
 * @param declared the preflight's inputs, as the engine's events have them
 * @param measured the requests per second of the last hour; those that the judge declares take precedence
 */
export function previewSchedule(
    declared: Readonly<Record<string, unknown>>,
    measured?: number,
): PreviewSchedule | undefined {
    const inputs = previewInputs(declared);
    if ("unknown" in inputs) {
        return undefined;
    }
    const { judge, pauses } = inputs;
    const rollout = subjectOf(inputs);
    const rate = judge?.requestsPerSecond ?? measured;
    if (pauses.length === 0) {
        return {
            rollout,
            pauses,
            note: "No forecast: there is no pause at a weight between 0 and 100, or one has no fixed end.",
        };
    }
    if (rate === undefined) {
        const note =
            "The requests per second are not known, and with them what a step can see: declare them as the judge's requestsPerSecond, or run the preview with --check, which reads those of the last hour.";
        return { rollout, pauses, note };
    }
    const counted = pauses.map((pause) => ({
        ...pause,
        requests: Math.floor((rate * pause.seconds * pause.weight) / 100),
    }));
    const traffic = `At ${significant(rate)} requests/s to both versions`;
    if (judge === undefined) {
        const unknown = "judge" in declared;
        const why = unknown
            ? "the preview does not know the judge's parameters"
            : "the answers of each version are not judged";
        return { rollout, pauses: counted, note: `${traffic}; ${why}.` };
    }
    const { pauses: shown, together } = forecastOf(pauses, rate, judge);
    const faultsOf = (least: DetectableFaults) => describeLeastFaults(least, judge) || "no fault";
    return {
        rollout,
        pauses: counted.map((pause, index) => ({ ...pause, shows: faultsOf(shown[index]?.least ?? {}) })),
        note: `${traffic}, with 99 %; all steps together: ${faultsOf(together)}.`,
    };
}
