import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { execa } from "execa";
import { parse, stringify } from "yaml";
import { checkout, folders } from "./home";
import { pulumiEnvironment, withPulumi } from "./toolchain/pulumi";
import { UserError } from "./userError";

/** What one call of pulumi came to. */
export interface PulumiRun {
    readonly exitCode: number;
    /** Standard output and error in the order in which they came. */
    readonly output: string;
    readonly lines: readonly TimedLine[];
}

/** A line and the time at which it reached us, in milliseconds since the epoch. */
export interface TimedLine {
    readonly text: string;
    readonly at: number;
}

interface StackSettings {
    encryptionsalt?: string;
    config?: Record<string, unknown>;
}

/**
 * A stack of the checkout's program whose settings lie outside the checkout: `stack init` and `config set` write into
 * Pulumi.<stack>.yaml, and scripts must leave the checkout as it is.
 */
export class Stack {
    readonly configFile: string;
    /** Everything that pulumi has said about this stack. */
    readonly logFile: string;
    private readonly folder: string;

    /** A stack of the local cluster or, where a context is named, of that one. */
    static of(name: string, context: string | undefined): Stack {
        return context === undefined
            ? new Stack(name, folders.stacks)
            : new Stack(`${name}-${context.replaceAll(/[^\w-]/g, "-")}`, folders.foreignStacks);
    }

    private constructor(
        readonly name: string,
        parent: string,
    ) {
        this.folder = join(parent, name);
        this.configFile = join(this.folder, `Pulumi.${name}.yaml`);
        this.logFile = join(folders.logs, `pulumi-${name}.log`);
    }

    /** Makes the stack where it does not exist yet, and begins a new log. */
    async init(): Promise<void> {
        mkdirSync(this.folder, { recursive: true });
        mkdirSync(folders.logs, { recursive: true });
        writeFileSync(this.logFile, "");
        await copyFile(join(checkout, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
        await query(["stack", "select", this.name, "--create", "--non-interactive"], this.folder);
    }

    /** Makes this stack the one that a plain pulumi in the checkout works on. */
    async select(): Promise<void> {
        if (!(await this.exists())) {
            await this.init();
        }
        await query(["stack", "select", this.name]);
    }

    /** The committed dev settings with these on top; one that is undefined falls back to the program's default. */
    configure(settings: Readonly<Record<string, unknown>>): void {
        const read = (file: string) => (parse(readFileSync(file, "utf8")) ?? {}) as StackSettings;
        const own = Object.entries(settings).map(([key, value]) => [`canary-delivery:${key}`, value]);
        const config = {
            ...read(join(checkout, "Pulumi.dev.yaml")).config,
            ...(Object.fromEntries(own) as Record<string, unknown>),
        };
        // Undefined values are left out.
        writeFileSync(this.configFile, stringify(JSON.parse(JSON.stringify({ ...read(this.configFile), config }))));
    }

    /** `pulumi up` without questions; every line goes to `onLine` as it comes, the process's id to `onStart`. */
    up(
        onLine?: (line: string) => void,
        flags: readonly string[] = [],
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        return this.run(["up", "--yes", "--skip-preview", "--suppress-progress", ...flags], onLine, onStart);
    }

    preview(flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["preview", ...flags]);
    }

    refresh(flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["refresh", "--yes", "--skip-preview", ...flags]);
    }

    destroy(onLine?: (line: string) => void): Promise<PulumiRun> {
        return this.run(["destroy", "--yes", "--skip-preview", "--suppress-progress"], onLine);
    }

    /** Removes whatever an earlier, perhaps interrupted, run left in the stack. */
    async clear(onLine?: (line: string) => void): Promise<void> {
        await this.unlock();
        const { exitCode, output } = await this.destroy(onLine);
        if (exitCode !== 0) {
            throw new UserError(`pulumi destroy of stack ${this.name} failed:\n${output}`);
        }
    }

    /** Removes what earlier runs of these scripts left on the local cluster: each installs the platform itself. */
    static async clearLocal(report: (line: string) => void): Promise<void> {
        for (const stack of Stack.local()) {
            await stack.clearLeftovers(report);
        }
    }

    /** Removes what an earlier run left in this stack, if anything. */
    async clearLeftovers(report: (line: string) => void): Promise<void> {
        if ((await this.exists()) && !(await this.isEmpty())) {
            report(`removing what an earlier run left in stack ${this.name} ...`);
            await this.clear();
        }
    }

    /** Drops the state of the local cluster's stacks, whose resources go with the cluster. */
    static async forgetLocal(): Promise<void> {
        for (const stack of Stack.local()) {
            if (await stack.exists()) {
                await stack.unlock();
                await query(["stack", "rm", stack.name, "--force", "--yes", "--preserve-config"]);
            }
        }
    }

    private static local(): Stack[] {
        return existsSync(folders.stacks)
            ? readdirSync(folders.stacks).map((name) => new Stack(name, folders.stacks))
            : [];
    }

    /** A run that was killed leaves its lock behind; where there is none, there is nothing to cancel. */
    async unlock(): Promise<void> {
        await query(["cancel", "--yes", "--stack", this.name]).catch(() => undefined);
    }

    private async exists(): Promise<boolean> {
        const stacks = JSON.parse(await query(["stack", "ls", "--json"])) as { name: string }[];
        return stacks.some(({ name }) => name === this.name);
    }

    /** Whether the stack has resources or unfinished operations. */
    async isEmpty(): Promise<boolean> {
        const { deployment } = (await this.state()) as {
            deployment: { resources?: { type: string }[]; pending_operations?: unknown[] };
        };
        const resources = (deployment.resources ?? []).filter(({ type }) => type !== "pulumi:pulumi:Stack");
        return resources.length === 0 && (deployment.pending_operations ?? []).length === 0;
    }

    async outputs(): Promise<Record<string, unknown>> {
        return JSON.parse((await query(["stack", "output", "--json", "--stack", this.name])) || "{}") as Record<
            string,
            unknown
        >;
    }

    /** The stack's state as Pulumi exports it. */
    async state(): Promise<unknown> {
        return JSON.parse(await query(["stack", "export", "--stack", this.name])) as unknown;
    }

    private run(
        args: readonly string[],
        onLine?: (line: string) => void,
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        return withPulumi(async (env) => {
            const child = execa(
                "pulumi",
                [...args, "--stack", this.name, "--config-file", this.configFile, "--non-interactive", "--color=never"],
                { cwd: checkout, env, all: true, buffer: false, reject: false, stdin: "ignore" },
            );
            if (child.pid !== undefined) {
                onStart?.(child.pid);
            }
            const lines: TimedLine[] = [];
            const say = (line: string) => {
                appendFileSync(this.logFile, `${line}\n`);
            };
            say(`$ pulumi ${args.join(" ")}`);
            for await (const text of createInterface({ input: child.all })) {
                lines.push({ text, at: Date.now() });
                say(text);
                onLine?.(text);
            }
            const { exitCode } = await child;
            return { exitCode: exitCode ?? 1, output: lines.map(({ text }) => text).join("\n"), lines };
        });
    }
}

/** The output of a short pulumi command. */
async function query(args: readonly string[], cwd = checkout): Promise<string> {
    const result = await execa("pulumi", args, { cwd, env: pulumiEnvironment(), reject: false, stdin: "ignore" });
    if (result.failed) {
        throw new UserError(`pulumi ${args.join(" ")} failed: ${result.stderr || result.stdout}`);
    }
    return result.stdout;
}
