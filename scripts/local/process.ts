import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { execa } from "execa";
import { UserError } from "./userError";

export interface LoggedCommand {
    readonly command: string;
    readonly args: readonly string[];
    /** Receives the whole output, appended. */
    readonly logFile: string;
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Called with each line of the output. */
    readonly onLine?: (line: string) => void;
    /** False for lines that report progress only, which are left out of an error. @default every line is a message */
    readonly isMessage?: (line: string) => boolean;
}

/** Runs a long command with its output in a log file; throws a UserError with the last lines and the log's path. */
export async function runLogged({
    command,
    args,
    logFile,
    cwd,
    env,
    onLine,
    isMessage = () => true,
}: LoggedCommand): Promise<void> {
    mkdirSync(dirname(logFile), { recursive: true });
    const log = createWriteStream(logFile, { flags: "a" });
    log.write(`$ ${command} ${args.join(" ")}\n`);
    const child = execa(command, args, {
        all: true,
        buffer: false,
        reject: false,
        ...(cwd === undefined ? {} : { cwd }),
        ...(env === undefined ? {} : { env }),
        stdin: "ignore",
    });
    child.all.pipe(log);
    if (onLine !== undefined) {
        createInterface({ input: child.all }).on("line", onLine);
    }
    const result = await child;
    await finished(log).catch(() => undefined);
    if (result.failed) {
        const lines = readFileSync(logFile, "utf8").trimEnd().split("\n");
        const tail = lines.filter(isMessage).slice(-20).join("\n");
        const how = result.exitCode === undefined ? (result.shortMessage ?? "failed") : `exit code ${result.exitCode}`;
        throw new UserError(
            `${command} ${args[0] ?? ""} failed (${how}); its last lines:\n${tail}\nthe whole log: ${logFile}`,
        );
    }
}

/** The trimmed standard output of a short command; throws a UserError if it fails. */
export async function output(command: string, args: readonly string[], cwd?: string): Promise<string> {
    const result = await execa(command, args, {
        ...(cwd === undefined ? {} : { cwd }),
        stdin: "ignore",
        reject: false,
    });
    if (result.failed) {
        const why = result.code === "ENOENT" ? "it is not installed" : result.stderr.trim() || result.shortMessage;
        throw new UserError(`${command} ${args.join(" ")} failed: ${why ?? ""}`);
    }
    return result.stdout.trim();
}
