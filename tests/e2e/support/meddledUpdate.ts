import type { PulumiRun } from "../../../scripts/local/pulumiCli";

/** Actions of another client during an update. */
export interface Meddling {
    /** At the first pause. */
    readonly inPause: () => Promise<unknown>;
    /** Once the gate aborts the version. */
    readonly atAbort?: () => Promise<unknown>;
}

/** Runs an update with which another client meddles; throws the error of an action that failed. */
export async function meddledUpdate(
    update: (onLine: (line: string) => void) => Promise<PulumiRun>,
    { inPause, atAbort }: Meddling,
): Promise<PulumiRun> {
    let meddled: Promise<PromiseSettledResult<unknown>[]> | undefined;
    let undone: Promise<PromiseSettledResult<unknown>[]> | undefined;
    const run = await update((line) => {
        if (line.includes("Paused")) {
            meddled ??= Promise.allSettled([inPause()]);
        }
        if (atAbort !== undefined && line.includes("aborting at step")) {
            undone ??= Promise.allSettled([atAbort()]);
        }
    });
    for (const action of [...((await meddled) ?? []), ...((await undone) ?? [])]) {
        if (action.status === "rejected") {
            throw action.reason;
        }
    }
    return run;
}
