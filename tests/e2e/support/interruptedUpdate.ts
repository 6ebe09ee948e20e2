import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { duringUpdate } from "./duringUpdate";
import { killTree } from "./processes";
import { assertFailed } from "./pulumiRuns";

/**
 * Runs an update and interrupts it in the pause at a weight; fails unless it ends as failed.
 *
 * @param interrupt is called once with pulumi's process id; by default kills all at once
 */
export async function interruptedUpdate(
    update: (onLine: (line: string) => void, onStart: (pid: number) => void) => Promise<PulumiRun>,
    weight: number,
    interrupt: (pid: number) => Promise<unknown> = killTree,
): Promise<PulumiRun> {
    let pulumi = 0;
    const run = await duringUpdate(
        (onLine) =>
            update(onLine, (pid) => {
                pulumi = pid;
            }),
        { at: new RegExp(`Paused.*Canary: +${String(weight)}%`), act: () => interrupt(pulumi) },
    );
    assertFailed(run);
    return run;
}
