import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findPulumi } from "../../scripts/ci/findPulumi";
import { overlaid } from "../../scripts/ci/jobSettings";
import { checkout, home } from "../../scripts/local/home";
import { PulumiCli } from "../../scripts/local/pulumiCli";
import { seedManifests } from "../../scripts/local/releaseManifests";
import { canaryDelivery } from "../../scripts/local/project";
import { pulumiEnvironment } from "../../scripts/local/toolchain/pulumi";
import { UserError } from "../../scripts/local/userError";
import { kubeconfigFor } from "../support/apiServer/fakeKubeconfig";

const stack = "bench";
const emptyProgram = join(checkout, "tests", "programs", "empty");
const fleetProgram = join(checkout, "tests", "programs", "fleet");
const memoryHook = join(__dirname, "peakMemory.cjs");

/** A preview: its duration in milliseconds, and the peak memory of the program's Node.js process in MB. */
export interface Preview {
    readonly duration: number;
    readonly memory: number;
}

/**
 * The whole program with the dev settings, and an empty one, as new stacks in a separate backend. Their cluster is
 * unreachable, because a preview of a new stack needs none; requests to a cluster would add the same time to both sides.
 */
export class WholeStack {
    private readonly folder = mkdtempSync(join(tmpdir(), "canary-bench-"));
    private readonly settings = join(this.folder, "Pulumi.whole.yaml");
    private readonly emptySettings = join(this.folder, "Pulumi.empty.yaml");
    private readonly fleetSettings = join(this.folder, "Pulumi.fleet.yaml");
    private readonly memoryFile = join(this.folder, "memory");
    private readonly pulumi: PulumiCli;

    private constructor() {
        const state = join(this.folder, "state");
        mkdirSync(state);
        const local = hasLocalPulumi();
        this.pulumi = new PulumiCli({
            program: local ? "pulumi" : findPulumi(process.env),
            env: {
                ...(local ? pulumiEnvironment() : {}),
                PULUMI_BACKEND_URL: `file://${state}`,
                PULUMI_CONFIG_PASSPHRASE: "",
                PULUMI_SKIP_UPDATE_CHECK: "true",
                NODE_OPTIONS: `--require ${JSON.stringify(memoryHook)}`,
                CANARY_BENCH_MEMORY: this.memoryFile,
            },
        });
    }

    static async open(): Promise<WholeStack> {
        const whole = new WholeStack();
        try {
            await whole.init();
        } catch (error) {
            whole.close();
            throw error;
        }
        return whole;
    }

    private async init(): Promise<void> {
        if (hasLocalPulumi()) {
            // The program then has nothing to download.
            await seedManifests("nginx");
        }
        const kubeconfig = join(this.folder, "kubeconfig");
        writeFileSync(kubeconfig, kubeconfigFor("https://127.0.0.1:1"));
        const cluster = { kubeconfig, kubeContext: "fake" };
        const committed = readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8");
        writeFileSync(this.settings, overlaid(committed, cluster, canaryDelivery.name, true));
        writeFileSync(this.emptySettings, "");
        writeFileSync(this.fleetSettings, overlaid("", cluster, "fleet", true));
        for (const program of [checkout, emptyProgram, fleetProgram]) {
            await this.initStack(program);
        }
    }

    /** Creates a program's stack; in a copy of its project, since Pulumi writes a file next to Pulumi.yaml. */
    private async initStack(program: string): Promise<void> {
        const project = mkdtempSync(join(this.folder, "project-"));
        copyFileSync(join(program, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
        await this.pulumi.query(["stack", "init", stack, "--no-select"], project);
    }

    /** Previews the whole program. */
    preview(flags: readonly string[] = []): Promise<Preview> {
        return this.measure(checkout, ["--config-file", this.settings, ...flags], /\+ \d\d to create/);
    }

    /** Previews a program that declares nothing. */
    previewEmpty(): Promise<Preview> {
        return this.measure(emptyProgram, ["--config-file", this.emptySettings], /\+ 1 to create/);
    }

    /** Previews a program of 3,000 objects. */
    previewFleet(flags: readonly string[] = []): Promise<Preview> {
        return this.measure(fleetProgram, ["--config-file", this.fleetSettings, ...flags], /\+ 3002 to create/);
    }

    private async measure(cwd: string, flags: readonly string[], expected: RegExp): Promise<Preview> {
        rmSync(this.memoryFile, { force: true });
        const begun = performance.now();
        const output = await this.pulumi.query(["preview", "--stack", stack, ...flags], cwd);
        const duration = performance.now() - begun;
        if (!expected.test(output)) {
            throw new UserError(`the preview must match ${String(expected)}, got:\n${output}`);
        }
        return { duration, memory: peakOf(readFileSync(this.memoryFile, "utf8")) };
    }

    close(): void {
        rmSync(this.folder, { recursive: true });
    }
}

/** True if scripts/cluster has built a pulumi here. */
function hasLocalPulumi(): boolean {
    return existsSync(join(home, "bin", "pulumi"));
}

/** The peak memory of the program's process: lines of {@link memoryHook}. */
function peakOf(text: string): number {
    const peaks = text
        .split("\n")
        .filter((line) => /cmd[\\/]run[\\/]index\.js$/.test(line))
        .map((line) => parseInt(line, 10));
    if (peaks.length === 0) {
        throw new UserError(`the preview must run the program in a process of Node.js, got:\n${text}`);
    }
    return Math.max(...peaks);
}
