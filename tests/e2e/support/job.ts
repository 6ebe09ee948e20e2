import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../scripts/local/home";
import type { Stack } from "../../../scripts/local/stack";
import { localPulumi } from "../../../scripts/local/toolchain/pulumi";
import { environment } from "./environment";

/** One run of a script of scripts/ci. */
export interface Job {
    readonly exitCode: number;
    /** The Markdown that it wrote. */
    readonly summary: string;
    /** The output of the script and of pulumi. */
    readonly output: string;
}

/** Runs a script as a hosted pipeline does, with pulumi on PATH. It must not change the checkout. */
export async function job(script: string, stack: string, ...args: readonly string[]): Promise<Job> {
    const folder = mkdtempSync(join(tmpdir(), "ci-"));
    const summary = join(folder, "summary.md");
    const status = async () => (await execa("git", ["status", "--porcelain"], { cwd: checkout })).stdout;
    const before = await status();
    try {
        const { exitCode, all } = await localPulumi().withScratch((env) =>
            execa(join(checkout, "scripts", "ci", script), [stack, ...args, "--summary", summary], {
                ...{ all: true, reject: false, stdin: "ignore" },
                env: { ...env, PULUMI: "", GITHUB_STEP_SUMMARY: "", GITHUB_ACTIONS: "true" },
            }),
        );
        assert.equal(await status(), before);
        return {
            exitCode: exitCode ?? -1,
            summary: existsSync(summary) ? readFileSync(summary, "utf8") : "",
            output: all,
        };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Runs a script on a stack with its current settings. */
export function jobOn(stack: Stack, script: string, ...args: readonly string[]): Promise<Job> {
    return job(script, stack.name, "--config-file", stack.configFile, ...args);
}

/** Checks the exit code; fails with the end of the output. */
export function assertEnded({ exitCode, output, summary }: Job, expected: 0 | 1): void {
    assert.equal(exitCode, expected, `exit code ${exitCode}\n${output.slice(-6000)}\n${summary.slice(0, 3000)}`);
}

/** Command line flags with the settings of the cluster. */
export async function clusterSettings(): Promise<string[]> {
    const { kubeconfig, kubeContext } = (await environment()).target.settings;
    return ["--set", `kubeconfig=${kubeconfig}`, "--set", `kubeContext=${kubeContext}`];
}
