/** An error that the user can fix: its message is printed without a stack trace. */
export class UserError extends Error {
    override readonly name = "UserError";
}

/** The message of a thrown value. */
export function messageOf(error: unknown): string {
    return error instanceof Error ? error.message : String(error);
}

/** The output of a script for an error: only the message of a UserError, anything else with its stack. */
export function reportOf(error: unknown): string {
    const stack = error instanceof Error && !(error instanceof UserError) ? error.stack : undefined;
    return `${stack ?? messageOf(error)}\n`;
}

/** Runs a script's main function and sets the exit code: 0, or 1 with a message. */
export function runMain(main: () => Promise<void>): void {
    main().catch((error: unknown) => {
        process.stderr.write(reportOf(error));
        process.exitCode = 1;
    });
}
