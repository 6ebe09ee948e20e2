import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CommanderError } from "commander";
import { CommandError, exitCodeOf, exitCodes } from "../../../../components/src/cli/exitCodes";
import { apiError, type ApiErrorCode } from "../../../../components/src/kubernetes";
import { checkout } from "../../../../scripts/local/home";

describe("the exit codes of canary-delivery", () => {
    for (const [code, exitCode] of [
        ["KubeconfigInvalid", 2],
        ["ContextUnknown", 2],
        ["NotFound", 2],
        ["Conflict", 1],
        ["Invalid", 1],
        ["ClusterUnreachable", 5],
        ["Unauthorized", 5],
        ["Forbidden", 5],
        ["ServerError", 5],
        ["Gone", 5],
    ] as const satisfies readonly (readonly [ApiErrorCode, number])[]) {
        it(`are ${exitCode} for an API error ${code}`, () => {
            assert.equal(exitCodeOf(apiError(code, "")), exitCode);
        });
    }

    it("are those of a command's own error, 2 of the parser, 0 of a help, and 1 of an unexpected error", () => {
        assert.equal(exitCodeOf(new CommandError("unproven", "")), 4);
        assert.equal(exitCodeOf(new CommanderError(1, "commander.unknownCommand", "")), 2);
        assert.equal(exitCodeOf(new CommanderError(0, "commander.helpDisplayed", "")), 0);
        assert.equal(exitCodeOf(new TypeError("x")), 1);
    });

    it("are in the documentation", () => {
        const page = readFileSync(join(checkout, "docs", "commands.md"), "utf8");
        const codes = [...page.matchAll(/^\| (\d) {4}\| /gm)].map(([, code]) => Number(code));
        assert.deepEqual(codes, Object.values(exitCodes));
    });
});
