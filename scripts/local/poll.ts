import { setTimeout as delay } from "node:timers/promises";
import { messageOf, UserError } from "./userError";

/**
 * Calls `ask` until it returns an answer; throws a UserError after `seconds` with `what` and the last error.
 *
 * @param what completes the sentence "waited N s for ..."
 * @param ask returns undefined, or throws, while there is no answer
 */
export async function poll<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<T> {
    const deadline = Date.now() + seconds * 1000;
    let lastError = "";
    for (;;) {
        try {
            const answer = await ask();
            if (answer !== undefined) {
                return answer;
            }
        } catch (error) {
            lastError = `; the last error: ${messageOf(error)}`;
        }
        if (Date.now() > deadline) {
            throw new UserError(`waited ${seconds} s for ${what}${lastError}`);
        }
        await delay(200);
    }
}
