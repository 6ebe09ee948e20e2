import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseEventLog } from "../../../../scripts/local/engineEvents";
import {
    deploySummary,
    destroySummary,
    driftSummary,
    previewSummary,
    type Run,
} from "../../../../scripts/ci/summaries";
import { begun, closed, done, planned, diagnostic, secret, violation } from "./events";

const run = (exitCode: number, ...events: Run["events"]): Run => ({ stack: "prod", exitCode, events });
const update = planned("update", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });
const failure =
    "rollout shop/shop aborted at step 3/9 (setWeight 25): p99-latency measured 630 ms and 737 ms, must be < 500; traffic is back on stable (canary weight 0); fix the image and run pulumi up again";
const outputs = {
    ...{ outcome: "Promoted", revision: 2, image: "shop:v2", url: "https://shop.example.com", token: secret },
    evidence: {
        measurements: { "p99-latency": { condition: "result[0] < 500", count: 6, phase: "Successful", value: "41.2" } },
        shares: [{ weight: 10, canary: 52, total: 510 }],
        notes: ["at weight 10: few | requests"],
    },
};
const ended = done("update", { type: "pulumi:pulumi:Stack", new: outputs });

describe("the summary of a preview", () => {
    it("has what would change as a diff", () => {
        const text = previewSummary(run(0, update, planned("create", { name: "new" }), closed(true)));
        assert.match(text, /^## Preview of prod: 1 to update, 1 to create\n/);
        assert.match(
            text,
            /```diff\n! update .*Rollout shop\n- {5}image: "v1"\n\+ {5}image: "v2"\n\+ create .* new\n```/,
        );
    });

    it("has every violation, mandatory ones first, and does not repeat them as errors", () => {
        const events = [
            violation("replicas-at-least", "has 1 replica", "advisory"),
            violation("images-pinned", "image shop:latest\nis not | pinned <b>"),
            violation("images-pinned", "image shop:latest\nis not | pinned <b>"),
            diagnostic("preview failed", "error"),
        ];
        const text = previewSummary(run(255, ...events));
        assert.match(text, /^## Preview of prod: rejected by policies\n/);
        assert.match(text, /### Policies: 2 violations of 2 rules\n/);
        assert.match(
            text,
            /\| `images-pinned` \| mandatory \| `shop` \(`\S+Rollout`\) \| image shop:latest<br>is not \\\| pinned &lt;b> \|\n\| `replicas-at-least` \| advisory \|/,
        );
        assert.doesNotMatch(text, /preview failed/);
    });

    it("does not show the secret of a violation in the changes", () => {
        const of = (value: string) => ({ spec: { env: [{ name: "TOKEN", value }] } });
        const token = planned("update", { old: of("hunter1"), new: of("hunter2"), paths: ["spec.env[0].value"] });
        const text = previewSummary(run(255, token, violation("no-plaintext-secrets", "a plain value in TOKEN")));
        assert.match(text, /\+ {5}spec\.env\[0\]\.value: "\[value of TOKEN\]"/);
        assert.doesNotMatch(text, /hunter/);
    });

    it("is good with advisory violations alone", () => {
        assert.match(
            previewSummary(run(0, violation("a", "b", "advisory"))),
            /^## Preview of prod: nothing to change\n/,
        );
    });

    it("has the errors of a program that did not get that far", () => {
        const text = previewSummary(run(255, diagnostic("image must be set\nname must be ...", "error")));
        assert.match(text, /^## Preview of prod: failed\n\n```text\nimage must be set\nname must be \.\.\.\n```\n$/);
    });

    it("keeps within the limits of a page, and reports what it omits", () => {
        const many = Array.from({ length: 1000 }, (_, index) => planned("create", { name: `${index}` }));
        const text = previewSummary(run(0, ...many));
        assert.match(text, /<details>\n<summary>Changes: 1000 to create<\/summary>/);
        assert.match(text, /\n\.\.\. 600 more lines in the log\n/);
    });
});

describe("the summary of an update", () => {
    const lines = [
        diagnostic("[06:02:46] Status: Paused       | Canary:  10% | Stable:  90% | Step: 1/9\n"),
        diagnostic("Installing ..."),
        diagnostic("[06:03:16] Analysis: p99-latency 41.2 ms (< 500) ok\n"),
    ];

    it("has the gate's verdict, its measurements and its lines, and no secret", () => {
        const text = deploySummary(run(0, update, ...lines, ended, closed(false)));
        assert.match(text, /^## Update of prod: Promoted\n/);
        assert.match(text, /\*\*Promoted\*\*: revision 2, `shop:v2`, `https:\/\/shop\.example\.com`\n/);
        assert.match(text, /- at weight 10: few \\\| requests\n/);
        assert.match(text, /\| p99-latency \| `41\.2` \| `result\[0\] < 500` \| 6 \| Successful \|/);
        assert.match(text, /\| 10 % \| 52 \| 510 \|/);
        assert.match(text, /```text\n\[06:02:46\] Status: .* Step: 1\/9\n\[06:03:16\] Analysis: .* ok\n```/);
        assert.doesNotMatch(text, /ciphertext|Installing/);
    });

    it("has the gate's failure message without pulumi's prefix", () => {
        const failed = diagnostic(`error: ${failure}\n`, "error");
        const text = deploySummary(
            run(255, update, ...lines, failed, diagnostic("update failed", "error"), closed(false)),
        );
        assert.match(text, /^## Update of prod: failed\n/);
        assert.ok(text.includes(`\`\`\`text\n${failure}\n\`\`\``), text);
        assert.doesNotMatch(text, /error: |update failed|Nothing was applied|not known|Promoted/);
    });

    it("reports that nothing was applied if the policies rejected it", () => {
        const text = deploySummary(run(255, update, violation("images-pinned", "no"), closed(true)));
        assert.match(text, /^## Update of prod: rejected by policies\n\nNothing was applied/);
        assert.match(text, /### What would have changed: 1 to update/);
    });

    it("has everything from the log of a real rejected update", () => {
        const log = join(__dirname, "..", "..", "..", "fixtures", "ci", "rejected.jsonl");
        const text = deploySummary(run(255, ...parseEventLog(readFileSync(log, "utf8"))));
        assert.match(text, /^## Update of prod: rejected by policies\n\nNothing was applied/);
        assert.match(
            text,
            /\| `images-pinned` \| mandatory \| `ops-hardening-demo` \(`kubernetes:argoproj\.io\/v1alpha1:Rollout`\)/,
        );
        assert.match(text, /<summary>What would have changed: 68 to create<\/summary>/);
        assert.doesNotMatch(text, /preview failed|pulumi:pulumi:Stack/);
    });

    const notKnown = /\n\nIt is not known whether anything was applied: .*scripts\/ci\/drift/;

    it("reports that nothing was applied if the program stopped the preview", () => {
        const text = deploySummary(run(255, diagnostic("image must be set", "error"), closed(true)));
        assert.match(text, /```text\nimage must be set\n```\n\nNothing was applied: the preview/);
    });

    it("reports that it is not known how much a killed update applied", () => {
        const killed = begun("update", { old: { image: "v1" }, new: { image: "v2" }, paths: ["image"] });
        const text = deploySummary(run(137, killed));
        assert.match(text, /^## Update of prod: failed\n/);
        assert.match(text, /### What was to change: 1 to update/);
        assert.match(text, /\n\npulumi was killed during the update: .* is not known\. .*scripts\/ci\/drift/);
        assert.doesNotMatch(text, /Nothing was applied|would have/);
    });

    for (const [what, events] of [
        ["an empty log", []],
        ["half a preview", [update]],
        ["a preview that found nothing wrong", [update, closed(true)]],
    ] as const) {
        it(`reports that it is not known with ${what}`, () => {
            const text = deploySummary(run(137, ...events));
            assert.match(text, notKnown);
            assert.doesNotMatch(text, /Nothing was applied/);
        });
    }

    it("is of a program without a gate, too", () => {
        assert.match(deploySummary(run(0, update, closed(false))), /^## Update of prod: updated\n/);
    });
});

describe("the summary of a drift check", () => {
    const edited = done("refresh", { old: { image: "v1" }, new: { image: "by-hand" }, paths: ["image"] });

    it("separates manual changes from those of the program", () => {
        const text = driftSummary(run(255, edited, update));
        assert.match(text, /^## Drift of prod: found\n/);
        assert.match(text, /### In the cluster, but not by pulumi \(1\)[^]*- {5}image: "v1"\n\+ {5}image: "by-hand"\n/);
        assert.match(text, /### What `pulumi up --refresh` would change: 1 to update/);
    });

    it("has the errors of a check that failed although it found something", () => {
        const text = driftSummary(run(255, edited, diagnostic("prometheus unreachable", "error")));
        assert.match(text, /^## Drift of prod: found\n\n```text\nprometheus unreachable\n```\n\nThe check failed/);
        assert.match(text, /- {5}image: "v1"\n/);
    });

    it("does not take the message of --expect-no-changes for an error", () => {
        const expected = diagnostic("error: no changes were expected but changes were proposed", "error");
        assert.match(driftSummary(run(255, edited, expected)), /^## Drift of prod: found\n\n### In the cluster/);
    });

    it("is none, or could not be determined", () => {
        assert.equal(driftSummary(run(0)), "## Drift of prod: none\n");
        assert.match(
            driftSummary(run(255, diagnostic("cluster unreachable", "error"))),
            /^## Drift of prod: could not be determined\n\n```text\ncluster unreachable\n/,
        );
    });
});

describe("the summary of a removal", () => {
    it("reports whether something is left", () => {
        assert.equal(destroySummary(run(0)), "## Removal of prod: nothing is left\n");
        assert.match(
            destroySummary(run(255, diagnostic("no", "error"))),
            /: failed, something is left\n\n```text\nno\n/,
        );
    });
});

describe("pulumi's event log", () => {
    it("is read up to where a killed run left it", () => {
        assert.deepEqual(parseEventLog(`${JSON.stringify(closed(true))}\n{"summaryEv`), [closed(true)]);
    });
});
