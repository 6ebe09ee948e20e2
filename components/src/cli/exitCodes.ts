import { CommanderError } from "commander";
import { apiErrorCode } from "../kubernetes";

/** The exit codes of all commands. */
export const exitCodes = {
    /** The rollout is Healthy, or what was requested is done. */
    healthy: 0,
    failed: 1,
    usage: 2,
    timedOut: 3,
    /** The analysis is inconclusive, or nothing has proven the version. */
    unproven: 4,
    unreachable: 5,
} as const;

/** The end of a command, by its name. */
export type Ending = keyof typeof exitCodes;

/** Meanings that are the same for every command that has them. */
const common: Readonly<Record<Ending, string>> = {
    healthy: "done",
    failed: "failed",
    usage: "wrong usage, or no such Rollout",
    timedOut: "timed out",
    unproven: "inconclusive or unproven",
    unreachable: "the cluster does not answer, or denies it",
};

/** Returns the paragraph of a command's help about its exit codes, in their order. */
export function exitCodeHelp(meanings: Partial<Record<Ending, string>>): string {
    const all = { usage: common.usage, unreachable: common.unreachable, ...meanings };
    const lines = (Object.keys(exitCodes) as Ending[]).flatMap((ending) => {
        const meaning = all[ending];
        return meaning === undefined ? [] : [`  ${exitCodes[ending]}  ${meaning}`];
    });
    return ["Exit codes:", ...lines].join("\n");
}

/** An error that ends a command in a way of {@link exitCodes}. */
export class CommandError extends Error {
    override readonly name = "CommandError";

    constructor(
        readonly ending: Ending,
        message: string,
    ) {
        super(message);
    }
}

/** Returns the exit code of a command that has thrown; an unexpected error counts as failed. */
export function exitCodeOf(error: unknown): number {
    if (error instanceof CommanderError) {
        return error.exitCode === 0 ? exitCodes.healthy : exitCodes.usage;
    }
    return exitCodes[error instanceof CommandError ? error.ending : endingOfApiError(error)];
}

function endingOfApiError(error: unknown): Ending {
    switch (apiErrorCode(error)) {
        case undefined:
            return "failed";
        case "KubeconfigInvalid":
        case "ContextUnknown":
        case "NotFound":
            return "usage";
        case "Invalid":
        case "Conflict":
            return "failed";
        default:
            return "unreachable";
    }
}
