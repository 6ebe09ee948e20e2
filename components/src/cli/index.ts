#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { messageOf } from "../kubernetes";
import { checkCommand } from "./check";
import { historyCommand } from "./history";
import { judgeCommand } from "./judge";

const { version } = JSON.parse(readFileSync(join(__dirname, "..", "..", "package.json"), "utf8")) as {
    version: string;
};

const program = new Command("canary-delivery")
    .description("Reads what Pulumi has rolled out. Changes nothing.")
    .version(version)
    .exitOverride()
    .showHelpAfterError()
    // Not inherited from the program.
    .addCommand(checkCommand().exitOverride())
    .addCommand(historyCommand().exitOverride())
    .addCommand(judgeCommand().exitOverride());

program.parseAsync().catch((error: unknown) => {
    // The parser has printed its own message.
    const printed = error instanceof CommanderError;
    if (!printed) {
        console.error(messageOf(error));
    }
    process.exitCode = printed && error.exitCode === 0 ? 0 : 2;
});
