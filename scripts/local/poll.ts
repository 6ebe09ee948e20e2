import { setTimeout as delay } from "node:timers/promises";
import { messageOf, UserError } from "./userError";

/**
 * Asks until there is an answer, and returns it; fails after `seconds` with what it waited for, and the last error.
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
            lastError = `; the last answer: ${messageOf(error)}`;
        }
        if (Date.now() > deadline) {
            throw new UserError(`waited ${seconds} s for ${what}${lastError}`);
        }
        await delay(200);
    }
}
