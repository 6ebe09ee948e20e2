import { UserError } from "../local/userError";

/**
 * Runs work that a runner may interrupt: SIGINT or SIGTERM aborts `order`, once; the work must then start no other
 * step, and clean up. GitHub sends SIGINT and, seconds later, SIGTERM; a second signal would make pulumi, and by
 * default this process, exit at once.
 */
export async function interruptible<T>(work: (order: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const abort = (signal: NodeJS.Signals) => {
        controller.abort(new UserError(`received ${signal}: started no further step except the cleanup`));
    };
    process.on("SIGINT", abort).on("SIGTERM", abort);
    try {
        return await work(controller.signal);
    } finally {
        process.off("SIGINT", abort).off("SIGTERM", abort);
    }
}
