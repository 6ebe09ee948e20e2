import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { reportsVariable } from "../../../../components/src/gate/report/writeReportOf";
import { reportsEnvironment } from "../../../../scripts/ci/jobSettings";

describe("the reports of a job", () => {
    it("get a temporary folder outside the checkout", () => {
        assert.deepEqual(reportsEnvironment({}, { RUNNER_TEMP: "/runner" }), {
            [reportsVariable]: "/runner/canary-delivery-reports",
        });
        assert.deepEqual(reportsEnvironment({}, {}), { [reportsVariable]: join(tmpdir(), "canary-delivery-reports") });
    });

    it("get the folder of the command line", () => {
        assert.deepEqual(reportsEnvironment({ reports: "/other" }, {}), { [reportsVariable]: "/other" });
    });
});
