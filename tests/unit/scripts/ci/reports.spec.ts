import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportsOf } from "../../../../scripts/ci/jobSettings";

const project = { name: "shop", keys: ["image", "reportFolder"] };

describe("the reports of a job", () => {
    it("get a temporary folder outside the checkout", () => {
        assert.deepEqual(reportsOf({}, project, "", { RUNNER_TEMP: "/runner" }), {
            reportFolder: "/runner/canary-delivery-reports",
        });
        assert.deepEqual(reportsOf({}, project, "config: {}", {}), {
            reportFolder: join(tmpdir(), "canary-delivery-reports"),
        });
    });

    it("keep the folder of the settings, unless the command line names another", () => {
        const settings = "config:\n  shop:reportFolder: /kept\n";
        assert.deepEqual(reportsOf({}, project, settings, {}), {});
        assert.deepEqual(reportsOf({ reports: "/other" }, project, settings, {}), { reportFolder: "/other" });
    });

    it("are not set for a project without that setting", () => {
        assert.deepEqual(reportsOf({ reports: "/other" }, { name: "shop", keys: ["image"] }, "", {}), {});
    });
});
