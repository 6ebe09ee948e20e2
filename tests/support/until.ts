/** Waits for a condition; throws an error with `what` after 20 s: a process starts slowly on a busy machine. */
export async function until(what: string, condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (!condition()) {
        if (Date.now() > deadline) {
            throw new Error(`timed out waiting until ${what}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 5));
    }
}
