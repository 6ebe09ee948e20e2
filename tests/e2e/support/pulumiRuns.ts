import assert from "node:assert/strict";
import type { PulumiRun } from "../../../scripts/local/pulumiRun";
import type { Stack } from "../../../scripts/local/stack";

/** Fails where a preview, an update or a refresh of a stack finds a change. */
export async function assertNothingToDo(stack: Stack): Promise<void> {
    const flags = ["--expect-no-changes"];
    for (const run of [await stack.preview(flags), await stack.up(undefined, flags), await stack.refresh(flags)]) {
        assertSucceeded(run);
    }
}

/** Fails with the end of what pulumi said where it did not succeed. */
export function assertSucceeded(run: PulumiRun): void {
    assert.equal(run.exitCode, 0, endOf(run));
}

/** Fails with the end of what pulumi said where it succeeded. */
export function assertFailed(run: PulumiRun): void {
    assert.notEqual(run.exitCode, 0, endOf(run));
}

/** The last lines before pulumi drew its conclusions, and those: the stack's outputs, which come last, tell nothing. */
function endOf({ exitCode, lines }: PulumiRun): string {
    const said = lines.map(({ text }) => text);
    const conclusions = said.findLastIndex((text) => text.startsWith("Diagnostics:"));
    const outputs = said.findIndex((text, index) => index > conclusions && text.startsWith("Outputs:"));
    const end = outputs === -1 ? said.length : outputs;
    const last = said.slice(Math.max(0, (conclusions === -1 ? end : conclusions) - 40), end);
    return `pulumi ended with exit code ${exitCode}; its last lines:\n${last.join("\n")}`;
}
