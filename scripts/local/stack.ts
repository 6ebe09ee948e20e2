import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { folders } from "./home";
import { canaryDelivery, parseStackLabel, type Project, stackLabel } from "./project";
import type { PulumiCli, PulumiRun } from "./pulumiCli";
import { settingsText, type StackOrigin } from "./stackSettings";
import { isEmptyState, isProtected, platformsLast, type StackState } from "./stackState";
import { localPulumi } from "./toolchain/pulumi";
import { UserError } from "./userError";

/**
 * A stack of a project of the checkout with its settings outside the checkout: `stack init` and `config set` write to
 * Pulumi.<stack>.yaml, and scripts must not change the checkout.
 *
 * Several stacks may be updated at once: each has its own folder, log, temporary folder and Pulumi lock.
 */
export class Stack {
    readonly configFile: string;
    /** Path of pulumi's log of this stack. */
    readonly logFile: string;
    /** The name for a StackReference. */
    readonly qualifiedName: string;
    private readonly folder: string;
    private readonly project: Project;
    private readonly pulumi: PulumiCli = localPulumi();

    /** A stack of the local cluster or, if a context is named, of that cluster. */
    static of(name: string, context: string | undefined, origin: StackOrigin = {}): Stack {
        return context === undefined
            ? new Stack(name, folders.stacks, origin)
            : new Stack(`${name}-${context.replaceAll(/[^\w-]/g, "-")}`, folders.foreignStacks, origin);
    }

    private constructor(
        readonly name: string,
        parent: string,
        private readonly origin: StackOrigin,
    ) {
        this.project = origin.project ?? canaryDelivery;
        const label = stackLabel(this.project, name);
        this.folder = join(parent, label);
        this.configFile = join(this.folder, `Pulumi.${name}.yaml`);
        this.logFile = join(folders.logs, `pulumi-${label}.log`);
        this.qualifiedName = `organization/${this.project.name}/${name}`;
    }

    /** Creates the stack if it does not exist, and starts a new log. */
    async init(): Promise<void> {
        mkdirSync(this.folder, { recursive: true });
        mkdirSync(folders.logs, { recursive: true });
        writeFileSync(this.logFile, "");
        await copyFile(join(this.project.folder, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
        await this.pulumi.query(["stack", "select", this.name, "--create"], this.folder);
    }

    /** Selects this stack for a plain pulumi in the project's folder. */
    async select(): Promise<void> {
        if (!(await this.exists())) {
            await this.init();
        }
        await this.query(["stack", "select", this.name]);
    }

    /** Writes the committed settings with these on top; an undefined setting gets the program's default. */
    configure(settings: Readonly<Record<string, unknown>>): void {
        writeFileSync(this.configFile, settingsText(this.origin, this.configFile, settings));
    }

    /** Encrypts a string as a secret of the stack's settings. */
    async encrypted(text: string): Promise<{ readonly secure: string }> {
        const key = `${this.project.name}:text`;
        const file = join(this.folder, `Pulumi.${this.name}.encrypted.yaml`);
        // Includes the salt, which belongs to the key.
        writeFileSync(file, settingsText(this.origin, this.configFile, {}));
        try {
            await this.query(["config", "set", "--secret", key, "--stack", this.name, "--config-file", file], text);
            const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, { secure: string }> };
            return config[key] ?? { secure: "" };
        } finally {
            rmSync(file);
        }
    }

    /** Runs `pulumi up` without prompts; calls `onLine` with every line and `onStart` with the process id. */
    up(
        onLine?: (line: string) => void,
        flags: readonly string[] = [],
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        return this.run(["up", "--yes", "--skip-preview", ...flags], onLine, onStart);
    }

    preview(flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["preview", ...flags]);
    }

    refresh(flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["refresh", "--yes", "--skip-preview", ...flags]);
    }

    destroy(onLine?: (line: string) => void, flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["destroy", "--yes", "--skip-preview", ...flags], onLine);
    }

    /** Removes everything that an earlier run, even a killed one, left in the stack. */
    async clear(onLine?: (line: string) => void): Promise<void> {
        await this.unlock();
        const { exitCode, output } = await this.destroy(onLine);
        if (exitCode !== 0) {
            throw new UserError(`pulumi destroy of stack ${this.name} failed:\n${output}`);
        }
        await this.dropPendingOperations();
    }

    /** Drops the pending creations of a killed run, which a destroy keeps. */
    private async dropPendingOperations(): Promise<void> {
        const state = await this.state();
        if ((state.deployment.pending_operations ?? []).length > 0) {
            await this.replaceState({ ...state, deployment: { ...state.deployment, pending_operations: [] } });
        }
    }

    /**
     * Removes what earlier runs of these scripts left on the local cluster, protected or not: the next run installs
     * the platform itself.
     */
    static async clearLocal(report: (line: string) => void): Promise<void> {
        const found: { stack: Stack; state: StackState }[] = [];
        for (const stack of Stack.local()) {
            const state = await stack.leftovers();
            if (state !== undefined) {
                found.push({ stack, state });
            }
        }
        for (const { stack, state } of platformsLast(found)) {
            if (isProtected(state)) {
                await stack.unlock();
                await stack.unprotect();
            }
            await stack.remove(report);
        }
    }

    /** Removes the protection of all resources. */
    async unprotect(): Promise<void> {
        await this.query(["state", "unprotect", "--all", "--yes", "--stack", this.name]);
    }

    /** Removes what an earlier run left in this stack, if anything. */
    async clearLeftovers(report: (line: string) => void): Promise<void> {
        if ((await this.leftovers()) !== undefined) {
            await this.remove(report);
        }
    }

    private async leftovers(): Promise<StackState | undefined> {
        const state = (await this.exists()) ? await this.state() : undefined;
        return state === undefined || isEmptyState(state) ? undefined : state;
    }

    private async remove(report: (line: string) => void): Promise<void> {
        report(`removing what an earlier run left in stack ${stackLabel(this.project, this.name)} ...`);
        await this.clear();
    }

    /** Drops the state of the local cluster's stacks, whose resources are removed with the cluster. */
    static async forgetLocal(): Promise<void> {
        for (const stack of Stack.local()) {
            if (await stack.exists()) {
                await stack.forget();
            }
        }
    }

    /** Drops the stack's state, even if it has resources, and its settings. */
    async forget(): Promise<void> {
        await this.unlock();
        await this.query(["stack", "rm", this.name, "--force", "--yes", "--preserve-config"]);
        rmSync(this.folder, { recursive: true });
    }

    private static local(): Stack[] {
        return (existsSync(folders.stacks) ? readdirSync(folders.stacks) : []).flatMap((label) => {
            const known = parseStackLabel(label);
            return known === undefined ? [] : [new Stack(known.name, folders.stacks, { project: known.project })];
        });
    }

    /** Removes the lock of a killed run, if any. */
    async unlock(): Promise<void> {
        await this.query(["cancel", "--yes", "--stack", this.name]).catch(() => undefined);
    }

    private async exists(): Promise<boolean> {
        // Run in the project's folder, so that the names have no project prefix.
        const stacks = JSON.parse(await this.query(["stack", "ls", "--json"])) as { name: string }[];
        return stacks.some(({ name }) => name === this.name);
    }

    /** True if the stack has neither resources nor unfinished operations. */
    async isEmpty(): Promise<boolean> {
        return isEmptyState(await this.state());
    }

    async outputs(): Promise<Record<string, unknown>> {
        return JSON.parse((await this.query(["stack", "output", "--json", "--stack", this.name])) || "{}") as Record<
            string,
            unknown
        >;
    }

    /** The stack's state as Pulumi exports it. */
    async state(): Promise<StackState> {
        return JSON.parse(await this.query(["stack", "export", "--stack", this.name])) as StackState;
    }

    /** Replaces the stack's state with a state in the form of {@link state}. */
    async replaceState(state: unknown): Promise<void> {
        await this.query(["stack", "import", "--stack", this.name], JSON.stringify(state));
    }

    private query(args: readonly string[], input?: string): Promise<string> {
        return this.pulumi.query(args, this.project.folder, input);
    }

    private run(
        args: readonly string[],
        onLine?: (line: string) => void,
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        mkdirSync(folders.logs, { recursive: true });
        this.log(`$ pulumi ${args.join(" ")}`);
        return this.pulumi.run([...args, "--stack", this.name, "--config-file", this.configFile], {
            cwd: this.project.folder,
            onStart,
            onLine: (line) => {
                this.log(line);
                onLine?.(line);
            },
        });
    }

    private log(line: string): void {
        appendFileSync(this.logFile, `${line}\n`);
    }
}
