import { messageOf, type KubernetesApi } from "../../kubernetes";
import type { UpdateReport } from "../../report/report";
import { historyName, keepVerdict, type KeptState, type KeptVerdict } from "../cluster/verdictHistory";

/**
 * Keeps the verdict of an update next to its Rollout. Resolves to a note for the evidence if that was not possible, which
 * changes no verdict; undefined otherwise.
 */
export async function noteOfKeeping(
    api: KubernetesApi,
    report: UpdateReport,
    state: KeptState,
    uid: string,
): Promise<string | undefined> {
    const { namespace, name: rolloutName } = report.rollout;
    const verdict = keptVerdictOf(report, state);
    try {
        await (verdict && keepVerdict(api, { namespace, rolloutName, uid }, verdict));
        return undefined;
    } catch (error) {
        return `this verdict is not in the history: ConfigMap ${historyName(rolloutName)} cannot be written: ${messageOf(error)}`;
    }
}

/** Returns the verdict of an update; undefined if it saw no version. */
function keptVerdictOf(report: UpdateReport, state: KeptState): KeptVerdict | undefined {
    const { newVersion, outcome, success, sentence, finishedAt: at, metrics } = report;
    const measurements = Object.fromEntries(
        metrics.flatMap(({ name, step, unit = "", measurements }) => {
            const last = measurements.at(-1);
            const metric = step === undefined ? name : `${name} at step ${step}`;
            const value = last?.value === undefined ? last?.text : `${last.value} ${unit}`.trimEnd();
            return value === undefined ? [] : [[metric, value]];
        }),
    );
    return newVersion && { at, outcome, success, ...newVersion, sentence, measurements, state };
}
