import { UserError } from "../local/userError";

/**
 * Does work that a runner may end: at SIGINT or SIGTERM the order is given, once, and it is the work's business to
 * begin no other step and to clean up. GitHub sends the one and, seconds later, the other; pulumi would take a second
 * signal as an order to drop everything, and so would this process by default.
 */
export async function interruptible<T>(work: (order: AbortSignal) => Promise<T>): Promise<T> {
    const controller = new AbortController();
    const hear = (signal: NodeJS.Signals) => {
        controller.abort(new UserError(`${signal} came: no further step was begun, but what cleans up`));
    };
    process.on("SIGINT", hear).on("SIGTERM", hear);
    try {
        return await work(controller.signal);
    } finally {
        process.off("SIGINT", hear).off("SIGTERM", hear);
    }
}
