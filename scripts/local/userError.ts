/** A mistake or a condition the user can act on: its message is printed alone, without a stack trace. */
export class UserError extends Error {
    override readonly name = "UserError";
}

/** Runs a script's main function and turns its outcome into the exit code: 0, or 1 with one clear message. */
export function runMain(main: () => Promise<void>): void {
    main().catch((error: unknown) => {
        if (error instanceof UserError) {
            process.stderr.write(`${error.message}\n`);
        } else {
            process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
        }
        process.exitCode = 1;
    });
}
