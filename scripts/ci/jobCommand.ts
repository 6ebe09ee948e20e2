import { join } from "node:path";
import { Command } from "commander";
import { checkout } from "../local/home";
import { reportOf, UserError } from "../local/userError";

/** What the command line of every job may say. */
export interface JobOptions {
    readonly project: string;
    readonly set: readonly string[];
    readonly configFile?: string;
    readonly policies?: string;
    readonly policyPack?: string;
    readonly deployedImage?: boolean;
    readonly summary?: string;
}

/** A command with what all of them have. */
export function jobCommand(name: string, description: string): Command {
    return new Command(`scripts/ci/${name}`)
        .description(description)
        .argument("<stack>", "the stack, as pulumi names it")
        .option("--set <key=value>", "a setting on top of the file's; may be repeated", collect, [])
        .option("--config-file <file>", "the stack's settings; by default the project's Pulumi.STACK.yaml")
        .option("--project <folder>", "the folder of another project's Pulumi.yaml", checkout)
        .option("--summary <file>", "where the Markdown goes, also where $GITHUB_STEP_SUMMARY is set")
        .addHelpText(
            "after",
            "\npulumi is the one on PATH, or the program that PULUMI names. What it says goes to standard error, the\n" +
                "Markdown to $GITHUB_STEP_SUMMARY, or to standard output where neither that nor --summary is there.\n" +
                "Exit code: 0; 1 where something was refused, found or failed; 2 where the call is wrong.\n" +
                "The checkout stays as it is: settings are put on top of a copy.",
        )
        .showHelpAfterError()
        .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Adds the choice of the rules that a preview or an update is held to. */
export function withPolicies(command: Command, byDefault: string): Command {
    return command
        .option(
            "--policies <name>",
            `dev, ci, prod or none: a file of the pack's folder config; by default ${byDefault}`,
        )
        .option("--policy-pack <folder>", "a policy pack that is built", join(checkout, "policies"));
}

/** Adds the choice of the image that the stack has, for a job that has none of its own to set. */
export function withDeployedImage(command: Command): Command {
    return command.option("--deployed-image", "set image to the one that the stack serves, as its outputs have it");
}

function collect(value: string, before: string[]): string[] {
    return [...before, value];
}

/** The call of a script is wrong; every problem of it is named at once. */
export class UsageError extends UserError {
    constructor(problems: readonly string[]) {
        super(problems.join("\n"));
    }
}

/** Runs a job and turns its outcome into the exit code. */
export function runJob(work: () => Promise<boolean>): void {
    work().then(
        (good) => {
            process.exitCode = good ? 0 : 1;
        },
        (error: unknown) => {
            process.stderr.write(reportOf(error));
            process.exitCode = error instanceof UsageError ? 2 : 1;
        },
    );
}
