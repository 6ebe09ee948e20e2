#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { messageOf } from "../kubernetes";
import { abortCommand, promoteCommand, retryCommand, undoCommand } from "./change";
import { checkCommand } from "./check";
import { exitCodeOf, exitCodes } from "./exitCodes";
import { gateCommand } from "./gate";
import { historyCommand } from "./history";
import { judgeCommand } from "./judge";
import { reportCommand } from "./report";
import { statusCommand } from "./status";
import { watchCommand } from "./watch";

const { version } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
    version: string;
};

const commands = [
    ...[statusCommand(), watchCommand(), gateCommand()],
    ...[promoteCommand(), abortCommand(), retryCommand(), undoCommand()],
    ...[checkCommand(), judgeCommand(), historyCommand(), reportCommand()],
];

const program = new Command("canary-delivery")
    .description("Shows and changes the Rollouts that Pulumi has rolled out.")
    .version(version)
    .exitOverride()
    .showHelpAfterError();

for (const command of commands) {
    // Not inherited from the program.
    program.addCommand(command.exitOverride());
}

for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
        if (error.code !== "EPIPE") {
            throw error;
        }
        // The reader of a pipe has read enough. A gate guards its rollout without it.
        if (process.argv[2] !== "gate") {
            process.exit(process.exitCode ?? exitCodes.failed);
        }
    });
}

program.parseAsync().catch((error: unknown) => {
    // The parser has printed its own message.
    if (!(error instanceof CommanderError)) {
        console.error(messageOf(error));
    }
    process.exitCode = exitCodeOf(error);
});
