import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { findPulumi } from "../../scripts/ci/pulumiProgram";
import { overlaid } from "../../scripts/ci/jobSettings";
import { checkout, home } from "../../scripts/local/home";
import { seedManifests } from "../../scripts/local/releaseManifests";
import { canaryDelivery } from "../../scripts/local/project";
import { pulumiEnvironment } from "../../scripts/local/toolchain/pulumi";
import { UserError } from "../../scripts/local/userError";
import { kubeconfigFor } from "../support/apiServer/fakeKubeconfig";

const stack = "bench";

/**
 * The whole program with the dev settings, as a stack that does not exist yet, in a backend of its own. Its cluster
 * cannot be reached, and a preview of a new stack needs none: with one, both sides would be longer by the same requests.
 */
export class WholeStack {
    private readonly folder = mkdtempSync(join(tmpdir(), "canary-bench-"));
    private readonly settings = join(this.folder, "project", `Pulumi.${stack}.yaml`);
    private readonly env: Record<string, string>;

    private constructor() {
        const state = join(this.folder, "state");
        mkdirSync(state);
        mkdirSync(join(this.folder, "project"));
        const local = existsSync(join(home, "bin", "pulumi"));
        if (!local) {
            // For its message, where there is none at all.
            findPulumi(process.env);
        }
        this.env = {
            ...(local ? pulumiEnvironment() : {}),
            PULUMI_BACKEND_URL: `file://${state}`,
            PULUMI_CONFIG_PASSPHRASE: "",
            PULUMI_SKIP_UPDATE_CHECK: "true",
        };
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
        if (this.env["PULUMI_HOME"] !== undefined) {
            // The program then has nothing to download.
            await seedManifests();
        }
        const project = join(this.folder, "project");
        const kubeconfig = join(this.folder, "kubeconfig");
        writeFileSync(kubeconfig, kubeconfigFor("https://127.0.0.1:1"));
        copyFileSync(join(checkout, "Pulumi.yaml"), join(project, "Pulumi.yaml"));
        const committed = readFileSync(join(checkout, "Pulumi.dev.yaml"), "utf8");
        writeFileSync(
            this.settings,
            overlaid(committed, { kubeconfig, kubeContext: "fake" }, canaryDelivery.name, true),
        );
        await this.pulumi(["stack", "init", stack, "--no-select", "--non-interactive"], project);
    }

    /** How long a preview of it takes, in milliseconds. */
    async preview(flags: readonly string[]): Promise<number> {
        const begun = performance.now();
        const args = ["preview", "--stack", stack, "--config-file", this.settings, "--non-interactive", ...flags];
        const said = await this.pulumi(args, checkout);
        const took = performance.now() - begun;
        if (!/\+ \d\d to create/.test(said)) {
            throw new UserError(`this was no preview of the whole stack:\n${said}`);
        }
        return took;
    }

    close(): void {
        rmSync(this.folder, { recursive: true });
    }

    private async pulumi(args: readonly string[], cwd: string): Promise<string> {
        const { failed, all } = await execa("pulumi", args, {
            ...{ cwd, env: this.env, all: true, reject: false, stdin: "ignore" },
        });
        if (failed) {
            throw new UserError(`pulumi ${args.join(" ")} failed:\n${all}`);
        }
        return all;
    }
}
