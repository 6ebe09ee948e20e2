import { type KubernetesApi, messageOf } from "../kubernetes";
import type { UpdateReport } from "../report/report";
import { verifiedBefore } from "./decision/verification";
import type { Report } from "./drive/drive";
import { noteLine } from "./report/format";
import { noteOfKeeping } from "./report/keptVerdict";
import { type ReportedRun, updateReportOf } from "./report/updateReport";
import { writeReportOf } from "./report/writeReportOf";
import { keptStateOf, type RolloutGateState } from "./state";

/** The published parts of an update: the path of report.html, empty without one, and a note for the evidence. */
export interface Published {
    readonly report: string;
    readonly note?: string;
}

/** Writes the report of an update and keeps its verdict. Never rejects: a line has the reason. */
export async function publish(
    api: KubernetesApi,
    end: Report,
    { state, ...how }: { readonly state: RolloutGateState } & ReportedRun,
    log: (line: string) => void,
): Promise<Published> {
    let report = "";
    try {
        const content = updateReportOf(end, state, how);
        report = await writeReportOf(content, state, log);
        const note = await historyNote(api, end, content, state, log);
        return note === undefined ? { report } : { report, note };
    } catch (error) {
        log(noteLine(`warning: this update could not be reported: ${messageOf(error)}`, end.finishedAt));
        return { report };
    }
}

/** Keeps the verdict about a version; one that was verified before gets no other. */
async function historyNote(
    api: KubernetesApi,
    { result, observation, history, finishedAt }: Report,
    content: UpdateReport,
    state: RolloutGateState,
    log: (line: string) => void,
): Promise<string | undefined> {
    const away = result.kind === "fail" && result.code === "ClusterFailed";
    if (observation === undefined || away || verifiedBefore(observation, history) !== undefined) {
        return undefined;
    }
    const note = await noteOfKeeping(api, content, keptStateOf(state), observation.uid);
    if (note !== undefined) {
        log(noteLine(note, finishedAt));
    }
    return note;
}
