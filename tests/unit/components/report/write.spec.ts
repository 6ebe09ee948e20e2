import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { writeReport } from "../../../../components/src/report/write";
import { sample } from "../../../support/report/sample";

/** Returns the permission bits of a file or a folder, as in `chmod`. */
async function modeOf(path: string): Promise<string> {
    return ((await stat(path)).mode & 0o777).toString(8);
}

describe("a written report", () => {
    let folder: string;
    beforeEach(async () => {
        folder = await mkdtemp(join(tmpdir(), "report-"));
    });
    afterEach(async () => {
        await rm(folder, { recursive: true });
    });

    it("is readable by this user alone, and so are its folders", async () => {
        const place = dirname(await writeReport(join(folder, "reports"), sample));
        const files = (await readdir(place)).sort();
        assert.deepEqual(files, ["junit.xml", "report.html", "report.json", "report.md"]);
        for (const file of files) {
            assert.equal(await modeOf(join(place, file)), "600", file);
        }
        for (let path = place; path !== folder; path = dirname(path)) {
            assert.equal(await modeOf(path), "700", path);
        }
    });
});
