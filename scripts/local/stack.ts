import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { parse } from "yaml";
import { folders } from "./home";
import { canaryDelivery, parseStackLabel, type Project, stackLabel } from "./project";
import { type PulumiRun, query, runStreamed } from "./pulumiRun";
import { settingsText, type StackOrigin } from "./stackSettings";
import { isEmptyState, isProtected, platformsLast, type StackState } from "./stackState";
import { UserError } from "./userError";

/**
 * A stack of a project of the checkout whose settings lie outside the checkout: `stack init` and `config set` write
 * into Pulumi.<stack>.yaml, and scripts must leave the checkout as it is.
 *
 * Several stacks may be updated at once: each has its own folder, log and temporary folder, and Pulumi's lock is a
 * stack's.
 */
export class Stack {
    readonly configFile: string;
    /** Everything that pulumi has said about this stack. */
    readonly logFile: string;
    /** How a StackReference names it. */
    readonly qualifiedName: string;
    private readonly folder: string;
    private readonly project: Project;

    /** A stack of the local cluster or, where a context is named, of that one. */
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

    /** Makes the stack where it does not exist yet, and begins a new log. */
    async init(): Promise<void> {
        mkdirSync(this.folder, { recursive: true });
        mkdirSync(folders.logs, { recursive: true });
        writeFileSync(this.logFile, "");
        await copyFile(join(this.project.folder, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
        await query(["stack", "select", this.name, "--create", "--non-interactive"], this.folder);
    }

    /** Makes this stack the one that a plain pulumi in the project's folder works on. */
    async select(): Promise<void> {
        if (!(await this.exists())) {
            await this.init();
        }
        await this.query(["stack", "select", this.name]);
    }

    /** The committed settings with these on top; one that is undefined falls back to the program's default. */
    configure(settings: Readonly<Record<string, unknown>>): void {
        writeFileSync(this.configFile, settingsText(this.origin, this.configFile, settings));
    }

    /** A text as the stack's settings hold a secret one. */
    async encrypted(text: string): Promise<{ readonly secure: string }> {
        const key = `${this.project.name}:text`;
        const file = join(this.folder, `Pulumi.${this.name}.encrypted.yaml`);
        // Beside the salt, which belongs to the key.
        writeFileSync(file, settingsText(this.origin, this.configFile, {}));
        try {
            await this.query(["config", "set", "--secret", key, "--stack", this.name, "--config-file", file], text);
            const { config } = parse(readFileSync(file, "utf8")) as { config: Record<string, { secure: string }> };
            return config[key] ?? { secure: "" };
        } finally {
            rmSync(file);
        }
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

    destroy(onLine?: (line: string) => void, flags: readonly string[] = []): Promise<PulumiRun> {
        return this.run(["destroy", "--yes", "--skip-preview", "--suppress-progress", ...flags], onLine);
    }

    /** Removes whatever an earlier, perhaps interrupted, run left in the stack. */
    async clear(onLine?: (line: string) => void): Promise<void> {
        await this.unlock();
        const { exitCode, output } = await this.destroy(onLine);
        if (exitCode !== 0) {
            throw new UserError(`pulumi destroy of stack ${this.name} failed:\n${output}`);
        }
        await this.dropPendingOperations();
    }

    /** What a run that was killed had begun to create, which no destroy forgets. */
    private async dropPendingOperations(): Promise<void> {
        const state = await this.state();
        if ((state.deployment.pending_operations ?? []).length > 0) {
            await this.replaceState({ ...state, deployment: { ...state.deployment, pending_operations: [] } });
        }
    }

    /**
     * Removes what earlier runs of these scripts left on the local cluster, protected or not: whoever comes next
     * installs the platform itself.
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

    /** Lets everything be destroyed, whatever the program protects. */
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

    /** Drops the state of the local cluster's stacks, whose resources go with the cluster. */
    static async forgetLocal(): Promise<void> {
        for (const stack of Stack.local()) {
            if (await stack.exists()) {
                await stack.forget();
            }
        }
    }

    /** Drops the stack's state, whatever is in it, and its settings. */
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

    /** A run that was killed leaves its lock behind; where there is none, there is nothing to cancel. */
    async unlock(): Promise<void> {
        await this.query(["cancel", "--yes", "--stack", this.name]).catch(() => undefined);
    }

    private async exists(): Promise<boolean> {
        // Of the project in whose folder it is asked, so that names are without the project's.
        const stacks = JSON.parse(await this.query(["stack", "ls", "--json"])) as { name: string }[];
        return stacks.some(({ name }) => name === this.name);
    }

    /** Whether the stack has resources or unfinished operations. */
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

    /** Puts a state, in the form of {@link state}, in the place of the stack's own. */
    async replaceState(state: unknown): Promise<void> {
        await this.query(["stack", "import", "--stack", this.name], JSON.stringify(state));
    }

    private query(args: readonly string[], input?: string): Promise<string> {
        return query(args, this.project.folder, input);
    }

    private run(
        args: readonly string[],
        onLine?: (line: string) => void,
        onStart?: (pid: number) => void,
    ): Promise<PulumiRun> {
        return runStreamed([...args, "--stack", this.name, "--config-file", this.configFile], {
            ...{ cwd: this.project.folder, logFile: this.logFile, onLine, onStart },
        });
    }
}
