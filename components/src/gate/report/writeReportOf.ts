import { expandHome } from "../../kubernetes/kubeconfig";
import { messageOf } from "../../kubernetes";
import type { UpdateReport } from "../../report/report";
import { writeReport } from "../../report/write";
import { noteLine } from "./format";

/**
 * Writes the report of an update if a folder is set, and prints its path; returns the path of report.html, empty without
 * one. A folder that cannot be written changes no verdict: a line has the reason.
 */
export async function writeReportOf(
    report: UpdateReport,
    { reportFolder = "" }: { readonly reportFolder?: string },
    log: (line: string) => void,
): Promise<string> {
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
