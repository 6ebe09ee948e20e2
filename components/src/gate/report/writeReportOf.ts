import { expandHome } from "../../kubernetes/kubeconfig";
import { messageOf } from "../../kubernetes";
import type { UpdateReport } from "../../report/report";
import { writeReport } from "../../report/write";
import { noteLine } from "./format";

/** Variable with the folder of gates that have none: of one job, and so no part of a state. */
export const reportsVariable = "CANARY_DELIVERY_REPORTS";

/**
 * Writes the report of an update if a folder is set, and prints its path; returns the path of report.html, empty without
 * one. A folder that cannot be written changes no verdict: a line has the reason.
 */
export async function writeReportOf(
    report: UpdateReport,
    { reportFolder: given = "" }: { readonly reportFolder?: string },
    log: (line: string) => void,
): Promise<string> {
    const reportFolder = given || (process.env[reportsVariable] ?? "");
    if (reportFolder === "") {
        return "";
    }
    const at = Date.parse(report.finishedAt);
    try {
        const path = await writeReport(expandHome(reportFolder), report);
        log(noteLine(`report: ${path}`, at));
        return path;
    } catch (error) {
        log(noteLine(`the report was not written: ${messageOf(error)}`, at));
        return "";
    }
}

/** Returns a failure's message with the path of its report. */
export function withReport(message: string, path: string): string {
    return path === "" ? message : `${message}; report: ${path}`;
}
