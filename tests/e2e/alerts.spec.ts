import assert from "node:assert/strict";
import { cases, rules } from "../support/alerts/cases";
import { checkRules, testRules } from "../support/alerts/promtool";
import { builtProgram } from "../support/programs";

describe("the alerts, by Prometheus' own promtool", function () {
    this.timeout("10m");

    before("build promtool", () => builtProgram("promtool"));

    for (const [name, spec] of Object.entries(rules)) {
        it(`are valid rules of the ${name}`, async () => {
            const { passed, output } = await checkRules(spec);
            assert.ok(passed, output);
        });
    }

    it("are not valid with an unknown function, so that the check can fail", async () => {
        const broken = { groups: [{ name: "a", rules: [{ alert: "A", expr: "rat(up[5m])" }] }] };
        const { passed, output } = await checkRules(broken);
        assert.ok(!passed && output.includes("unknown function"), output);
    });

    for (const one of cases) {
        const fires = one.fired.map(({ severity }) => severity).join(" and ") || "nothing";
        it(`${one.alert}: ${one.what} is ${fires}`, async () => {
            const { passed, output } = await testRules(one);
            assert.ok(passed, output);
        });
    }
});
