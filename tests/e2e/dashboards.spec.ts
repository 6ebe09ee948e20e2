import assert from "node:assert/strict";
import { dashboards } from "../support/dashboards/examples";
import { schemaFindings } from "../support/dashboards/schema";
import { builtProgram } from "../support/programs";

describe("the dashboards, by Grafana's schema", function () {
    this.timeout("5m");

    before("build the check", () => builtProgram("dashboard-check"));

    for (const [name, dashboard] of Object.entries(dashboards)) {
        it(`has every field of a ${name}, and no other`, async () => {
            assert.deepEqual(await schemaFindings(JSON.stringify(dashboard)), []);
        });
    }

    it("rejects unknown, missing and wrong fields of a dashboard, a panel, its options and its query", async () => {
        const [panel] = dashboards.fleet.panels ?? [];
        assert.ok(panel !== undefined && "targets" in panel);
        const broken = {
            ...dashboards.fleet,
            ...{ titel: "Fleet", schemaVersion: "41" },
            panels: [
                {
                    ...panel,
                    ...{ heigth: 8, options: { ...panel.options, justifyMode: undefined, legnd: {} } },
                    targets: panel.targets?.map((target) => ({ ...target, exprs: "up" })),
                },
            ],
        };
        const findings = (await schemaFindings(JSON.stringify(broken))).join("\n");
        for (const field of ["titel", "schemaVersion", "heigth", "justifyMode", "legnd", "exprs"]) {
            assert.ok(findings.includes(field), `${field} in ${findings}`);
        }
    });

    it("rejects a value out of its range", async () => {
        const broken = { ...dashboards.fleet, fiscalYearStartMonth: 13 };
        assert.deepEqual(await schemaFindings(JSON.stringify(broken)), ["fiscalYearStartMonth: must be < 12"]);
    });
});
