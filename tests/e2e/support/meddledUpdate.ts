import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { duringUpdate } from "./duringUpdate";

/** Actions of another client during an update. */
export interface Meddling {
    /** At the first pause. */
    readonly inPause: () => Promise<unknown>;
    /** Once the gate aborts the version. */
    readonly atAbort?: () => Promise<unknown>;
}

/** Runs an update with which another client meddles; throws the errors of actions that failed. */
export function meddledUpdate(
    update: (onLine: (line: string) => void) => Promise<PulumiRun>,
    { inPause, atAbort }: Meddling,
): Promise<PulumiRun> {
    return duringUpdate(
        update,
        { at: /Paused/, act: inPause },
        ...(atAbort === undefined ? [] : [{ at: /aborting at step/, act: atAbort }]),
    );
}
