import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { checkout } from "../../../../../scripts/local/home";
import { alone, sideBySide } from "../../../../../scripts/local/testing/specs";

describe("the end-to-end specs", () => {
    it("are each run, side by side or alone", () => {
        const files = readdirSync(join(checkout, "tests", "e2e")).flatMap(
            (file) => /^(.*)\.spec\.ts$/.exec(file)?.[1] ?? [],
        );
        assert.deepEqual([...sideBySide, ...alone].map(({ name }) => name).sort(), files.sort());
    });

    it("begin with the longest of those that run side by side", () => {
        const minutes = sideBySide.map((spec) => spec.minutes);
        assert.deepEqual(
            minutes,
            minutes.toSorted((a, b) => b - a),
        );
    });
});
