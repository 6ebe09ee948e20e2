/** A mistake or a condition the user can act on: its message is printed alone, without a stack trace. */
export class UserError extends Error {
    override readonly name = "UserError";
}

/** The message of whatever was thrown. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** What a script prints about an error: a user's mistake in one message, anything else with its stack. */
export function reportOf(error: unknown): string {
    const stack = error instanceof Error && !(error instanceof UserError) ? error.stack : undefined;
    return `${stack ?? messageOf(error)}\n`;
}

/** Runs a script's main function and turns its outcome into the exit code: 0, or 1 with one clear message. */
export function runMain(main: () => Promise<void>): void {
    main().catch((error: unknown) => {
        process.stderr.write(reportOf(error));
        process.exitCode = 1;
    });
}
