import assert from "node:assert/strict";
import { gateLine, gateLines, gateFailureOf, reportIn } from "../../../../scripts/local/gateOutput";

const line = "[09:14:34] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9";
const failure =
    "rollout demo/shop aborted at step 3/9 (setWeight 25): p99-latency measured 712 ms and 763 ms, must be < 500; traffic is back on stable; fix the image and run pulumi up again";

describe("the gate's output", () => {
    it("has lines that differ from pulumi's, and are reported once", () => {
        assert.equal(gateLine(`    pulumi:pulumi:Stack canary-delivery-dev running ${line}`), line);
        assert.equal(gateLine(` +  pulumi:pulumi:Stack canary-delivery-dev creating (38s) ${line}`), line);
        assert.equal(gateLine(`    ${line}`), undefined);
    });

    it("has lines in a message of the engine", () => {
        assert.deepEqual(gateLines(`${line}  \nanother program's line\n${line}\n`), [line, line]);
        assert.deepEqual(gateLines(""), []);
    });

    it("has a failure message, without the words that pulumi puts around it", () => {
        const output = `Diagnostics:\n    error: 1 error occurred:\n    \t* ${failure}\n\nResources:`;
        assert.equal(gateFailureOf(output), failure);
        assert.equal(gateFailureOf("error: update failed"), undefined);
    });

    it("has the path of the report at the end of a failure", () => {
        const path = "/home/some one/reports/demo/shop/20260101T000000-000Z/report.html";
        assert.equal(reportIn(`${failure}; report: ${path}`), path);
        assert.equal(reportIn(failure), undefined);
    });
});
