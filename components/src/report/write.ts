import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { htmlOf } from "./documents/html";
import { junitOf } from "./documents/junit";
import { markdownOf } from "./documents/markdown";
import type { UpdateReport } from "./report";

/**
 * Writes a report into `<folder>/<namespace>/<rollout>/<start of the update>/` as report.html, report.json, report.md and
 * junit.xml, all of them or none, for this user alone; returns the path of report.html. Rejects if the folder cannot be
 * written.
 */
export async function writeReport(folder: string, report: UpdateReport): Promise<string> {
    const { rollout, startedAt } = report;
    const name = startedAt.replace(/[-:]/g, "").replace(/\.(\d+)Z$/, "-$1Z");
    const place = join(folder, rollout.namespace, rollout.name, name);
    const unfinished = `${place}.unfinished`;
    await mkdir(dirname(place), { recursive: true, mode: 0o700 });
    await rm(unfinished, { recursive: true, force: true });
    await mkdir(unfinished, { mode: 0o700 });
    const files = {
        "report.html": htmlOf(report),
        "report.json": `${JSON.stringify(report, undefined, 2)}\n`,
        "report.md": markdownOf(report),
        "junit.xml": junitOf(report),
    };
    for (const [file, content] of Object.entries(files)) {
        await writeFile(join(unfinished, file), content, { mode: 0o600 });
    }
    await rm(place, { recursive: true, force: true });
    await rename(unfinished, place);
    return join(place, "report.html");
}
