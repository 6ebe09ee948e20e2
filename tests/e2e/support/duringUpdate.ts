import type { PulumiRun } from "../../../scripts/local/pulumiCli";
import { everyStep } from "./everyStep";

/** An action during an update, once, as soon as a line matches. */
export interface Action {
    readonly at: RegExp;
    readonly act: () => Promise<unknown>;
}

/** Runs an update and takes actions during it; throws the errors of those that failed, once the update has ended. */
export async function duringUpdate(
    update: (onLine: (line: string) => void) => Promise<PulumiRun>,
    ...actions: readonly Action[]
): Promise<PulumiRun> {
    const taken = new Map<Action, Promise<unknown>>();
    const run = await update((line) => {
        for (const action of actions) {
            if (!taken.has(action) && action.at.test(line)) {
                const result = action.act();
                // Awaited only after the update; Node.js would end at a rejection without a handler.
                result.catch(() => undefined);
                taken.set(action, result);
            }
        }
    });
    await everyStep(...[...taken.values()].map((result) => () => result));
    return run;
}
