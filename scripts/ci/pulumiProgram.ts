import { accessSync, constants, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { execa } from "execa";
import { checkout, home } from "../local/home";
import { UserError } from "../local/userError";
import { type EngineEvent, parseEventLog } from "./engineEvents";

/**
 * The pulumi to run: what `PULUMI` names, else the one on PATH, else the one that scripts/cluster has built here. Never
 * builds it: that takes longer than a job of a pipeline may.
 */
export function findPulumi(env: Readonly<Record<string, string | undefined>>, localHome = home): string {
    const named = env["PULUMI"] ?? "";
    if (named !== "") {
        return named.includes("/") && !isAbsolute(named) ? resolve(named) : named;
    }
    if ((env["PATH"] ?? "").split(delimiter).some((folder) => isProgram(join(folder, "pulumi")))) {
        return "pulumi";
    }
    if (isProgram(join(localHome, "bin", "pulumi"))) {
        return join(checkout, "scripts", "pulumi");
    }
    throw new UserError(
        "pulumi is not on PATH; install it (https://www.pulumi.com/docs/install), let PULUMI name it, or run scripts/cluster up, which builds it",
    );
}

function isProgram(file: string): boolean {
    try {
        accessSync(file, constants.X_OK);
        return true;
    } catch {
        return false;
    }
}

/** Unsets what run.sh has set for this process only: programs and policy packs have their own tsconfig.json. */
const own = { TS_NODE_PROJECT: undefined, TS_NODE_TRANSPILE_ONLY: undefined };

/** A run of pulumi whose output was streamed to the log. */
export interface WatchedRun {
    readonly exitCode: number;
    readonly events: readonly EngineEvent[];
}

/**
 * Runs a preview, an update or a destroy without prompts, and reads its events. Forwards an abort of `order` during the
 * run; an earlier one is ignored, because the run is then a cleanup. `env` is added to the environment.
 */
export async function watch(
    args: readonly string[],
    cwd: string,
    order: AbortSignal,
    env: Readonly<Record<string, string>>,
): Promise<WatchedRun> {
    const scratch = mkdtempSync(join(tmpdir(), "canary-ci-"));
    const log = join(scratch, "events.jsonl");
    try {
        const exitCode = await run(
            [...args, "--cwd", cwd, "--non-interactive", "--color=never", "--suppress-progress", "--event-log", log],
            // Without it pulumi does not know --event-log; its Automation API works the same way.
            { ...own, ...env, PULUMI_DEBUG_COMMANDS: "true" },
            order,
        );
        return { exitCode, events: parseEventLog(read(log)) };
    } finally {
        rmSync(scratch, { recursive: true });
    }
}

async function run(
    args: readonly string[],
    env: Record<string, string | undefined>,
    order: AbortSignal,
): Promise<number> {
    const child = execa(findPulumi(process.env), args, {
        ...{ env, reject: false, stdin: "ignore", stdout: process.stderr, stderr: process.stderr },
        // In its own process group: a terminal's Ctrl-C and a runner's signal reach it once, through this process.
        detached: true,
    });
    const pass = () => {
        child.kill("SIGINT");
    };
    order.addEventListener("abort", pass);
    try {
        const { exitCode, code, shortMessage } = await child;
        if (code === "ENOENT") {
            throw new UserError(`${shortMessage ?? "pulumi cannot be started"}; PULUMI must name a program`);
        }
        return exitCode ?? 1;
    } finally {
        order.removeEventListener("abort", pass);
    }
}

/** The output of a short command, which signals do not interrupt. */
export async function ask(args: readonly string[], cwd: string): Promise<string> {
    const result = await execa(findPulumi(process.env), [...args, "--cwd", cwd, "--non-interactive"], {
        ...{ env: own, reject: false, stdin: "ignore", detached: true },
    });
    if (result.failed) {
        throw new UserError(
            `pulumi ${args.join(" ")} failed: ${result.stderr || result.stdout || (result.shortMessage ?? "")}`,
        );
    }
    return result.stdout;
}

function read(file: string): string {
    try {
        return readFileSync(file, "utf8");
    } catch {
        // A pulumi that did not start has written none.
        return "";
    }
}
