import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { PulumiCli } from "../local/pulumiCli";
import { UserError } from "../local/userError";
import { interruptible } from "./interruption";
import { type JobOptions, UsageError } from "./jobCommand";
import { policyFlags } from "./policies";
import { findPulumi } from "./findPulumi";
import { overlaid, type Overrides, parseOverrides, readOr, readProject, reportsEnvironment } from "./jobSettings";
import { isAmong, organizationOf, shortName } from "./stackName";
import type { Run } from "./summaries";

/** Settings of a job's stack in addition to the command line. */
export interface JobSettings {
    /** The committed settings, by default the stack's own. */
    readonly committed?: string;
    /** Settings of the project that are set to the stack's name; only for a new stack. */
    readonly namedAfterStack?: readonly string[];
}

/** A stack with the settings of one job, kept in a temporary folder outside the checkout. */
export class Job {
    private constructor(
        readonly stack: string,
        private readonly project: string,
        private readonly folder: string,
        private readonly configFile: string,
        private readonly policies: readonly string[],
        private readonly order: AbortSignal,
        private readonly pulumi: PulumiCli,
    ) {}

    /** Checks everything that needs no cluster, then runs the work. */
    static run<T>(
        stack: string,
        options: JobOptions,
        work: (job: Job) => Promise<T>,
        settings: JobSettings = {},
    ): Promise<T> {
        return interruptible((order) => Job.begin(stack, options, work, settings, order));
    }

    private static async begin<T>(
        stack: string,
        options: JobOptions,
        work: (job: Job) => Promise<T>,
        { committed = `Pulumi.${shortName(stack)}.yaml`, namedAfterStack }: JobSettings,
        order: AbortSignal,
    ): Promise<T> {
        const problems: string[] = [];
        const project = resolve(options.project);
        const { name, keys } = readProject(project, problems);
        const file = resolve(options.configFile ?? join(project, committed));
        const text = readOr(file, `there is no settings file ${file}; --config-file names another`, problems);
        const set = parseOverrides(options.set, problems);
        const policies = policyFlags(options.policies, options.policyPack, problems);
        const program = foundPulumi(problems);
        if (problems.length > 0) {
            throw new UsageError(problems);
        }
        const pulumi = new PulumiCli({ program, env: reportsEnvironment(options), detached: true });
        const asked = options.deployedImage === true && !("image" in set || `${name}:image` in set);
        const image: Overrides = asked ? { image: await deployedImage(pulumi, stack, project) } : {};
        const own = (namedAfterStack ?? []).filter((key) => keys.includes(key)).map((key) => [key, shortName(stack)]);
        const overrides = {
            ...(Object.fromEntries(own) as Record<string, string>),
            ...image,
            ...set,
        };

        const folder = mkdtempSync(join(tmpdir(), "canary-settings-"));
        try {
            const configFile = join(folder, `Pulumi.${shortName(stack)}.yaml`);
            writeFileSync(configFile, overlaid(text, overrides, name, namedAfterStack !== undefined));
            return await work(new Job(stack, project, folder, configFile, policies, order, pulumi));
        } finally {
            rmSync(folder, { recursive: true });
        }
    }

    async preview(flags: readonly string[] = []): Promise<Run> {
        this.order.throwIfAborted();
        return this.watch(["preview", ...flags, ...this.policies]);
    }

    /** Runs `pulumi up` including its preview, so that the policies reject a violation before anything is applied. */
    async up(): Promise<Run> {
        this.order.throwIfAborted();
        return this.watch(["up", "--yes", ...this.policies]);
    }

    async destroy(): Promise<Run> {
        // A killed run leaves its lock; without one, there is nothing to cancel.
        await this.ask(["cancel", "--yes", "--stack", this.stack]).catch(() => undefined);
        return this.watch(["destroy", "--yes", "--skip-preview"]);
    }

    async exists(): Promise<boolean> {
        const organization = organizationOf(this.stack);
        const within = organization === undefined ? [] : ["--organization", organization];
        const listed = JSON.parse(await this.ask(["stack", "ls", "--json", ...within])) as { name: string }[];
        return isAmong(
            this.stack,
            listed.map(({ name }) => name),
        );
    }

    /** Creates the stack next to the copy of its settings, because pulumi writes into them. */
    async init(): Promise<void> {
        this.order.throwIfAborted();
        copyFileSync(join(this.project, "Pulumi.yaml"), join(this.folder, "Pulumi.yaml"));
        await this.pulumi.query(["stack", "init", this.stack, "--no-select"], this.folder);
    }

    /** Removes an empty stack. */
    async remove(): Promise<void> {
        await this.ask(["stack", "rm", this.stack, "--yes", "--preserve-config"]);
    }

    private ask(args: readonly string[]): Promise<string> {
        return this.pulumi.query(args, this.project);
    }

    private async watch(args: readonly string[]): Promise<Run> {
        const flags = ["--stack", this.stack, "--config-file", this.configFile];
        const run = await this.pulumi.run([...args, ...flags], { cwd: this.project, order: this.order });
        return { stack: this.stack, ...run };
    }
}

async function deployedImage(pulumi: PulumiCli, stack: string, project: string): Promise<string> {
    const text = await pulumi.query(["stack", "output", "--json", "--stack", stack], project);
    const outputs = JSON.parse(text || "{}") as { image?: unknown };
    if (typeof outputs.image !== "string") {
        throw new UserError(
            `stack ${stack} has no output image: no update of it has succeeded yet; set it with --set image=...`,
        );
    }
    return outputs.image;
}

/** The pulumi to run; adds a problem and returns an empty string if there is none. */
function foundPulumi(problems: string[]): string {
    try {
        return findPulumi(process.env);
    } catch (error) {
        if (!(error instanceof UserError)) {
            throw error;
        }
        problems.push(error.message);
        return "";
    }
}
