import { join } from "node:path";
import { Command } from "commander";
import { checkout } from "../local/home";
import { reportOf, UserError } from "../local/userError";

/** Command line options of every job. */
export interface JobOptions {
    readonly project: string;
    readonly set: readonly string[];
    readonly configFile?: string;
    readonly policies?: string;
    readonly policyPack?: string;
    readonly deployedImage?: boolean;
    readonly summary?: string;
    readonly reports?: string;
}

/** A command with the arguments and options of every job. */
export function jobCommand(name: string, description: string): Command {
    return new Command(`scripts/ci/${name}`)
        .description(description)
        .argument("<stack>", "the stack, as pulumi names it")
        .option("--set <key=value>", "a setting on top of the file's; may be repeated", collect, [])
        .option("--config-file <file>", "the stack's settings; by default the project's Pulumi.STACK.yaml")
        .option("--project <folder>", "the folder of another project's Pulumi.yaml", checkout)
        .option("--summary <file>", "where the Markdown goes, also where $GITHUB_STEP_SUMMARY is set")
        .option(
            "--reports <folder>",
            "where the gate writes reports, if the settings name no folder; by default canary-delivery-reports in\n" +
                "$RUNNER_TEMP or the temporary folder",
        )
        .addHelpText(
            "after",
            "\npulumi is the one on PATH, or the program that PULUMI names. Its output goes to standard error, the\n" +
                "Markdown to $GITHUB_STEP_SUMMARY, or to standard output if neither that nor --summary is set.\n" +
                "Exit code: 0; 1 if something was rejected, found or failed; 2 if the command line is invalid.\n" +
                "The checkout is not changed: settings are applied to a copy.",
        )
        .showHelpAfterError()
        .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));
}

/** Adds the options that select the policies of a preview or an update. */
export function withPolicies(command: Command, byDefault: string): Command {
    return command
        .option(
            "--policies <name>",
            `dev, ci, prod or none: a file of the pack's folder config; by default ${byDefault}`,
        )
        .option("--policy-pack <folder>", "a compiled policy pack", join(checkout, "policies"));
}

/** Adds the option that keeps the deployed image, for a job that sets none. */
export function withDeployedImage(command: Command): Command {
    return command.option("--deployed-image", "set image to the one that the stack serves, as its outputs have it");
}

function collect(value: string, before: string[]): string[] {
    return [...before, value];
}

/** An invalid command line; the message lists every problem. */
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
