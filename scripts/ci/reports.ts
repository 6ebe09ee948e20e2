import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { reportVersion, type UpdateReport } from "@canary-delivery/components/report";
import type { EngineEvent } from "../local/engineEvents";
import { reportInLine } from "../local/gateOutput";
import { gateLinesOf } from "./updateResult";

/** The report that a gate has written in an update. */
export interface WrittenReport {
    /** The path of report.html. */
    readonly path: string;
    /** report.md. */
    readonly markdown: string;
    /** report.json; undefined if it has the form of another version. */
    readonly content?: UpdateReport;
}

/** Reads the reports that the gates of an update have named in their lines, one for each; a removed one is left out. */
export function reportsOf(events: readonly EngineEvent[]): WrittenReport[] {
    const paths = gateLinesOf(events).flatMap((line) => reportInLine(line) ?? []);
    return [...new Set(paths)].flatMap((path) => {
        const [markdown, json] = ["report.md", "report.json"].map((file) => join(dirname(path), file));
        if (markdown === undefined || json === undefined || !existsSync(markdown) || !existsSync(json)) {
            return [];
        }
        const content = JSON.parse(readFileSync(json, "utf8")) as UpdateReport;
        const known = (content.version as number) === reportVersion;
        return [{ path, markdown: readFileSync(markdown, "utf8"), ...(known && { content }) }];
    });
}
