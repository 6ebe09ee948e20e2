import assert from "node:assert/strict";
import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import type { Stack } from "../../../scripts/local/stack";

/** Fails if a preview, an update or a refresh of a stack finds a change. */
export async function assertNothingToDo(stack: Stack): Promise<void> {
    const flags = ["--expect-no-changes"];
    for (const run of [await stack.preview(flags), await stack.up(undefined, flags), await stack.refresh(flags)]) {
        assertSucceeded(run);
    }
}

/** Checks that pulumi succeeded; fails with the end of its output. */
export function assertSucceeded(run: PulumiRun): void {
    assert.equal(run.exitCode, 0, endOf(run));
}

/** Checks that pulumi failed; fails with the end of its output. */
export function assertFailed(run: PulumiRun): void {
    assert.notEqual(run.exitCode, 0, endOf(run));
}

/** The last lines before pulumi's diagnostics, and the diagnostics, without the stack's outputs at the end. */
function endOf({ exitCode, lines }: PulumiRun): string {
    const all = lines.map(({ text }) => text);
    const diagnostics = all.findLastIndex((text) => text.startsWith("Diagnostics:"));
    const outputs = all.findIndex((text, index) => index > diagnostics && text.startsWith("Outputs:"));
    const end = outputs === -1 ? all.length : outputs;
    const last = all.slice(Math.max(0, (diagnostics === -1 ? end : diagnostics) - 40), end);
    return `pulumi ended with exit code ${exitCode}; its last lines:\n${last.join("\n")}`;
}
