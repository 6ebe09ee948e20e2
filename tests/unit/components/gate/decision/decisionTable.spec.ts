import assert from "node:assert/strict";
import type { Decision } from "../../../../../components/src/gate/decision/types";
import type { GateErrorCode } from "../../../../../components/src/gate/model/outcome";
import { decisionTable } from "./decisionTable";
import { run } from "./decisions";

describe("the decision table", () => {
    // Complete by their types: add a new kind or code here, and then to the table.
    const kinds: Record<Decision["kind"], true> = {
        wait: true,
        measure: true,
        forecast: true,
        judge: true,
        drain: true,
        review: true,
        write: true,
        confirm: true,
        verify: true,
        succeed: true,
        fail: true,
    };
    const codes: Record<Exclude<GateErrorCode, "ClusterFailed">, true> = {
        Missing: true,
        ControllerSilent: true,
        InvalidSpec: true,
        Unsupported: true,
        Superseded: true,
        Aborted: true,
        Paused: true,
        Inconclusive: true,
        AnalysisFailed: true,
        Unmeasured: true,
        NotProven: true,
        Unhealthy: true,
        Unobserved: true,
        StableDown: true,
        Unavailable: true,
        TimedOut: true,
    };

    it("has every kind of decision and every code of a failure", function () {
        // Plays every row, on a machine that may be busy.
        this.timeout("60s");
        const decisions = decisionTable.flatMap(({ rows }) => rows.flatMap((row) => run(row).decisions));
        const seen = new Set(decisions.map(({ kind }) => kind));
        assert.deepEqual([...seen].sort(), Object.keys(kinds).sort());
        const failed = new Set(decisions.flatMap((decision) => (decision.kind === "fail" ? [decision.code] : [])));
        assert.deepEqual([...failed].sort(), Object.keys(codes).sort());
    });

    it("names each situation once", () => {
        for (const { title, rows } of decisionTable) {
            const names = rows.map(({ name, policy }) => `${name} ${JSON.stringify(policy)}`);
            assert.deepEqual(new Set(names).size, names.length, title);
        }
    });
});
