import assert from "node:assert/strict";
import { type DemoResult, shortcomings, summary } from "../../../../scripts/local/demo";

const failure =
    "rollout demo/ops-hardening-demo was aborted by this gate at step 1/9 (setWeight 10): the new version answered 11 of 22 requests slower than 500 ms (50 %), the stable version 0 of 207 (0 %): worse with 99.9 % confidence after 5 s; traffic is back on stable (canary weight 0); fix the image and run pulumi up again";

const run = { exitCode: 0, output: "", lines: [], events: [] };
const good: DemoResult = {
    updates: [
        { version: "v1", intent: "the first deploy", run, seconds: 48, outcome: "Initial" },
        { version: "v2", intent: "a good version", run, seconds: 68, outcome: "Promoted", report: "/r/2/report.html" },
        { version: "v3", intent: "slow", run, seconds: 41, failure, report: "/r/3/report.html" },
    ],
    served: {
        byHash: new Map([
            ["aaa", 600],
            ["bbb", 390],
        ]),
        byK6: 1000,
        failed: 0,
    },
    versions: new Map([["aaa", "v2"]]),
};

describe("the demo", () => {
    it("finds no fault with a good run", () => {
        assert.deepEqual(shortcomings(good), []);
        assert.deepEqual(summary(good).slice(3), [
            "requests by version, from the app's counters: bbb 390, v2 600",
            "in all 990; k6 itself counted 1000 (1.0 % apart)",
            "failed requests: 0",
            "report of v2: /r/2/report.html",
            "report of v3: /r/3/report.html",
        ]);
    });

    for (const [what, result, fault] of [
        ["a v1 that was not a first deploy", { outcome: "Promoted" }, /v1 was not deployed/],
        ["a v2 that was rolled back", { outcome: undefined, failure }, /v2 was not promoted/],
        [
            "a v3 that was rolled back later",
            { failure: failure.replace("step 1/9 (setWeight 10)", "step 3/9 (setWeight 25)") },
            /v3 was not rolled back by its latency in its first pause/,
        ],
        ["a v3 that passed", { outcome: "Promoted", failure: undefined }, /v3 was not rolled back/],
        [
            "a v3 that only timed out",
            { failure: "rollout demo/x did not finish within 600 s: last seen Paused; nothing was aborted; look" },
            /v3 was not rolled back/,
        ],
    ] as const) {
        it(`finds fault with ${what}`, () => {
            const index = ["v1", "v2", "v3"].findIndex((version) => what.includes(version));
            const updates = good.updates.map((update, at) => (at === index ? { ...update, ...result } : update));
            const found = shortcomings({ ...good, updates });
            assert.equal(found.length, 1);
            assert.match(found[0] ?? "", fault);
        });
    }

    it("finds fault with failed requests and with counters that disagree", () => {
        assert.deepEqual(shortcomings({ ...good, served: { ...good.served, failed: 2 } }), ["2 requests failed"]);
        assert.equal(shortcomings({ ...good, served: { ...good.served, byK6: 1100 } }).length, 1);
        assert.equal(shortcomings({ ...good, served: { ...good.served, byHash: new Map(), byK6: 0 } }).length, 1);
    });
});
