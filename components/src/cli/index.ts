#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { messageOf } from "../kubernetes";
import { abortCommand, promoteCommand, retryCommand, undoCommand } from "./change";
import { checkCommand } from "./check";
import { exitCodeOf } from "./exitCodes";
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

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") {
        throw error;
    }
    // The reader of a pipe has read enough.
    process.exit();
});

program.parseAsync().catch((error: unknown) => {
    // The parser has printed its own message.
    if (!(error instanceof CommanderError)) {
        console.error(messageOf(error));
    }
    process.exitCode = exitCodeOf(error);
});
