import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../../../scripts/local/home";
import { isChosen, leftOut, sideBySide, type SpecChoice, specs } from "../../../../../scripts/local/testing/specs";

describe("the end-to-end specs", () => {
    it("are each run, side by side or alone", () => {
        const files = readdirSync(join(checkout, "tests", "e2e")).flatMap(
            (file) => /^(.*)\.spec\.ts$/.exec(file)?.[1] ?? [],
        );
        assert.deepEqual(specs.map(({ name }) => name).sort(), files.sort());
    });

    it("of rarer situations need --ci, of few changes --all, of this machine the local cluster; those left out are named", () => {
        const chosen = (choice: SpecChoice) => specs.filter((spec) => isChosen(spec, choice)).map(({ name }) => name);
        const needAll = "moved, twoApps, saturation, comparison, behindTraefik, gatewayApi, envoyGateway, besideArgo";
        assert.deepEqual(leftOut({ local: true, tier: "all" }), []);
        assert.equal(chosen({ local: true, tier: "all" }).length, specs.length);
        assert.deepEqual(leftOut({ local: true, tier: "ci" }), [`not run, because they need --all: ${needAll}`]);
        assert.equal(chosen({ local: true, tier: "ci" }).length, specs.length - 8);

        const core = chosen({ local: true, tier: "core" });
        assert.ok(core.includes("promotion") && core.includes("cluster") && !core.includes("pause"));
        const [needCi = "", ...others] = leftOut({ local: true, tier: "core" });
        assert.match(needCi, /^not run, because they need --ci or --all: .*\bclusters\b.*\bpause\b/);
        assert.deepEqual(others, [`not run, because they need --all: ${needAll}`]);
        assert.equal(needCi.split(", ").length - 1, specs.length - core.length - 8);

        const needCluster = /^not run, because they need the local cluster: .*\bclusters\b.*\bgatewayApi\b/;
        const [line = "", ...none] = leftOut({ local: false, tier: "all" });
        assert.match(line, needCluster);
        assert.deepEqual(none, []);
        const [first = "", ...more] = leftOut({ local: false, tier: "core" });
        assert.match(first, needCluster);
        assert.ok(
            more.every((line) => !/\bclusters\b|\bgatewayApi\b/.test(line)),
            more.join("\n"),
        );
        assert.equal(more.at(-1), "not run, because they need --all: moved, twoApps, comparison, besideArgo");
        assert.ok(specs.every((spec) => spec.local !== true || !isChosen(spec, { local: false, tier: "all" })));
    });

    it("begin with the longest of those that run side by side", () => {
        const minutes = sideBySide.map((spec) => spec.minutes);
        assert.deepEqual(
            minutes,
            minutes.toSorted((a, b) => b - a),
        );
    });
});
