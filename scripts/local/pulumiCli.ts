import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { type EngineEvent, parseEventLog } from "./engineEvents";
import { UserError } from "./userError";

type Environment = Readonly<Record<string, string | undefined>>;

/** The program and its surroundings. */
export interface PulumiCliOptions {
    /** A name on PATH, or an absolute path. */
    readonly program: string;
    /** Added to the environment of this process. */
    readonly env?: Environment;
    /** The folder in which each run gets its temporary folder. @default the system's */
    readonly scratchParent?: string;
    /**
     * True for a separate process group: a terminal's Ctrl-C and a runner's signal then reach pulumi once, through
     * {@link RunOptions.order}. @default false
     */
    readonly detached?: boolean;
}

/** The folder of a run, and its callbacks. */
export interface RunOptions {
    /** The project's folder. */
    readonly cwd: string;
    /** Interrupts pulumi once, at an abort during the run; an earlier one is ignored, because the run is a cleanup. */
    readonly order?: AbortSignal;
    /** Receives every line of the output. @default the output goes to standard error */
    readonly onLine?: (line: string) => void;
    /** Receives the process id. */
    readonly onStart?: ((pid: number) => void) | undefined;
}

/** The result of a preview, an update, a refresh or a destroy. */
export interface PulumiRun {
    readonly exitCode: number;
    readonly events: readonly EngineEvent[];
    /** Standard output and error, interleaved; empty without {@link RunOptions.onLine}. */
    readonly output: string;
    readonly lines: readonly TimedLine[];
}

/** A line and the time of its receipt, in milliseconds since the epoch. */
export interface TimedLine {
    readonly text: string;
    readonly at: number;
}

/** Unsets what run.sh has set for this process only: programs and policy packs have their own tsconfig.json. */
const own = { TS_NODE_PROJECT: undefined, TS_NODE_TRANSPILE_ONLY: undefined };

/** The Pulumi CLI, called without prompts; docs/adr/0009 has the reasons against the Automation API. */
export class PulumiCli {
    private readonly program: string;
    private readonly env: Environment;
    private readonly scratchParent: string;
    private readonly detached: boolean;

    constructor({ program, env = {}, scratchParent = tmpdir(), detached = false }: PulumiCliOptions) {
        this.program = program;
        this.env = { ...own, ...env };
        this.scratchParent = scratchParent;
        this.detached = detached;
    }

    /** Runs a preview, an update, a refresh or a destroy; does not throw if it fails. */
    run(args: readonly string[], { cwd, order, onLine, onStart }: RunOptions): Promise<PulumiRun> {
        return this.withScratch(async (env) => {
            const log = join(env.TMPDIR, "events.jsonl");
            // Without a terminal, pulumi shows its progress as a line of dots between those of a gate.
            const quiet = ["--non-interactive", "--color=never", "--suppress-progress"];
            const flags = ["--cwd", cwd, ...quiet, "--event-log", log];
            const child = execa(this.program, [...args, ...flags], {
                // Without it pulumi does not know --event-log; its Automation API sets it too.
                env: { ...env, PULUMI_DEBUG_COMMANDS: "true" },
                ...{ detached: this.detached, stdin: "ignore", all: true, buffer: false, reject: false },
                ...(onLine === undefined ? { stdout: process.stderr, stderr: process.stderr } : {}),
            });
            if (child.pid !== undefined) {
                onStart?.(child.pid);
            }
            const interrupt = () => {
                child.kill("SIGINT");
            };
            order?.addEventListener("abort", interrupt);
            try {
                const lines = onLine === undefined ? [] : await receive(child.all, onLine);
                const { exitCode, code } = await child;
                if (code === "ENOENT") {
                    throw new UserError(`pulumi cannot be started: there is no program ${this.program}`);
                }
                const output = lines.map(({ text }) => text).join("\n");
                return { exitCode: exitCode ?? 1, events: parseEventLog(readIfWritten(log)), output, lines };
            } finally {
                order?.removeEventListener("abort", interrupt);
            }
        });
    }

    /** The standard output of a short command; throws a UserError if it fails. */
    async query(args: readonly string[], cwd: string, input?: string): Promise<string> {
        const result = await execa(this.program, [...args, "--cwd", cwd, "--non-interactive"], {
            ...{ env: this.env, detached: this.detached, reject: false },
            ...(input === undefined ? { stdin: "ignore" } : { input }),
        });
        if (result.failed) {
            const output = [result.stderr, result.stdout].filter((text) => text !== "").join("\n");
            const why = output || (result.shortMessage ?? "");
            throw new UserError(`pulumi ${args.join(" ")} failed: ${why}`);
        }
        return result.stdout;
    }

    /** Runs pulumi on the current terminal, prompts included; returns its exit code. */
    attach(args: readonly string[], cwd: string): Promise<number> {
        return this.withScratch(async (env) => {
            const { exitCode } = await execa(this.program, args, { cwd, env, stdio: "inherit", reject: false });
            return exitCode ?? 1;
        });
    }

    /**
     * Runs `work` with an environment for pulumi, and removes its temporary folder afterwards: on every run the
     * Kubernetes provider leaves a copy of the kubeconfig, with its credentials, in it.
     */
    async withScratch<T>(work: (env: Environment & { readonly TMPDIR: string }) => Promise<T>): Promise<T> {
        mkdirSync(this.scratchParent, { recursive: true });
        const scratch = mkdtempSync(join(this.scratchParent, ".pulumi-"));
        try {
            return await work({ ...this.env, TMPDIR: scratch });
        } finally {
            rmSync(scratch, { recursive: true, force: true });
        }
    }
}

async function receive(output: NodeJS.ReadableStream, onLine: (line: string) => void): Promise<TimedLine[]> {
    const lines: TimedLine[] = [];
    for await (const text of createInterface({ input: output })) {
        lines.push({ text, at: Date.now() });
        onLine(text);
    }
    return lines;
}

/** The text of a file; empty if a pulumi that did not start has written none. */
function readIfWritten(file: string): string {
    return existsSync(file) ? readFileSync(file, "utf8") : "";
}
