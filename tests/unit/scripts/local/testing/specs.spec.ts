import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../../../scripts/local/home";
import { alone, isChosen, leftOut, sideBySide } from "../../../../../scripts/local/testing/specs";

describe("the end-to-end specs", () => {
    it("are each run, side by side or alone", () => {
        const files = readdirSync(join(checkout, "tests", "e2e")).flatMap(
            (file) => /^(.*)\.spec\.ts$/.exec(file)?.[1] ?? [],
        );
        assert.deepEqual([...sideBySide, ...alone].map(({ name }) => name).sort(), files.sort());
    });

    it("that few changes concern need --all, those of this machine the local cluster, and the others are named", () => {
        const [usual, everything, elsewhere] = [
            { local: true, all: false },
            { local: true, all: true },
            { local: false, all: true },
        ];
        const chosen = (choice: typeof usual) => [...sideBySide, ...alone].filter((spec) => isChosen(spec, choice));
        assert.deepEqual(leftOut(everything), []);
        assert.deepEqual(leftOut(usual), [
            "not run, because they need --all: moved, twoApps, saturation, comparison, behindTraefik, gatewayApi, envoyGateway, besideArgo",
        ]);
        assert.equal(chosen(everything).length, chosen(usual).length + 8);
        const [line = "", ...more] = leftOut(elsewhere);
        assert.match(line, /^not run, because they need the local cluster: .*\bclusters\b.*\bgatewayApi\b/);
        assert.deepEqual(more, []);
        assert.ok(chosen(elsewhere).every(({ local }) => local !== true));
        assert.equal(
            leftOut({ local: false, all: false }).at(-1),
            "not run, because they need --all: moved, twoApps, comparison, besideArgo",
        );
    });

    it("begin with the longest of those that run side by side", () => {
        const minutes = sideBySide.map((spec) => spec.minutes);
        assert.deepEqual(
            minutes,
            minutes.toSorted((a, b) => b - a),
        );
    });
});
