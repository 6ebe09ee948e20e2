import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../scripts/local/home";
import type { Stack } from "../../../scripts/local/stack";
import { withPulumi } from "../../../scripts/local/toolchain/pulumi";
import { environment } from "./environment";

/** One run of a script of scripts/ci. */
export interface Job {
    readonly exitCode: number;
    /** The Markdown that it left. */
    readonly summary: string;
    /** Everything that it and pulumi said. */
    readonly output: string;
}

/** Runs one as a hosted pipeline does, with pulumi on PATH. The checkout must be afterwards as it was before. */
export async function job(script: string, stack: string, ...args: readonly string[]): Promise<Job> {
    const folder = mkdtempSync(join(tmpdir(), "ci-"));
    const summary = join(folder, "summary.md");
    const status = async () => (await execa("git", ["status", "--porcelain"], { cwd: checkout })).stdout;
    const before = await status();
    try {
        const { exitCode, all } = await withPulumi((env) =>
            execa(join(checkout, "scripts", "ci", script), [stack, ...args, "--summary", summary], {
                ...{ all: true, reject: false, stdin: "ignore" },
                env: { ...env, PULUMI: "", GITHUB_STEP_SUMMARY: "" },
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

/** One about a stack with its settings as they are. */
export function jobOn(stack: Stack, script: string, ...args: readonly string[]): Promise<Job> {
    return job(script, stack.name, "--config-file", stack.configFile, ...args);
}

/** Fails with the end of what was said where the exit code is another. */
export function assertEnded({ exitCode, output, summary }: Job, expected: 0 | 1): void {
    assert.equal(exitCode, expected, `exit code ${exitCode}\n${output.slice(-6000)}\n${summary.slice(0, 3000)}`);
}

/** The settings that lead to the cluster, as a command line has them. */
export async function clusterSettings(): Promise<string[]> {
    const { kubeconfig, kubeContext } = (await environment()).target.settings;
    return ["--set", `kubeconfig=${kubeconfig}`, "--set", `kubeContext=${kubeContext}`];
}
