import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import type { ViewedJudgement } from "../../components/src/cli/rollout/rolloutView";
import { checkout } from "../../scripts/local/home";
import { poll } from "../../scripts/local/poll";
import { appOf } from "./support/app";
import { environment, imageOf } from "./support/environment";

const steps = {
    steps: [{ setWeight: 50 }, { pause: {} }, { setWeight: 100 }],
    initialDelay: "2s",
    interval: "5s",
};

/** The parts of a document of `status` and `watch` that are compared. */
interface Document {
    readonly event?: string;
    readonly phase?: string;
    readonly standing?: string;
    readonly step?: number;
    readonly weight?: { readonly routed?: number };
    readonly newVersion?: { readonly revision: number; readonly image: string };
    readonly share?: { readonly canary?: number; readonly total?: number };
    readonly judge?: ViewedJudgement;
    readonly exitCode?: number;
}

describe("the commands on a Rollout that no gate watches", function () {
    this.timeout("15m");
    const app = appOf("commands");

    /** Runs a command of the package on the app's Rollout. */
    const run = (command: string, ...flags: string[]) => runUntil(undefined, command, ...flags);

    async function runUntil(cancelSignal: AbortSignal | undefined, command: string, ...flags: string[]) {
        const { target } = await environment();
        const { kubeconfig, kubeContext } = target.settings;
        const program = join(checkout, "components", "dist", "cli", "index.js");
        const rollout = `${app.namespace}/${app.name}`;
        const cluster = ["--kubeconfig", kubeconfig, "--context", kubeContext];
        return execa("node", [program, command, rollout, ...cluster, ...flags], {
            reject: false,
            ...(cancelSignal && { cancelSignal }),
        });
    }

    /** Watches the Rollout from before `work` until it ends; ends the watch itself if `work` fails. */
    async function watchedDuring(work: () => Promise<void>, ...flags: string[]) {
        const over = new AbortController();
        const watching = runUntil(over.signal, "watch", "--timeout", "5m", ...flags);
        try {
            await work();
            return await watching;
        } finally {
            over.abort();
        }
    }

    async function status(): Promise<Document & { readonly code: number | undefined }> {
        const { stdout, exitCode } = await run("status", "--json");
        return { ...(JSON.parse(stdout) as Document), code: exitCode };
    }

    /** Waits for the open-ended pause of the first weight. */
    async function paused(): Promise<Document> {
        return poll("the pause at weight 50", 120, async () => {
            const found = await status();
            return found.phase === "Paused" && found.weight?.routed === 50 ? found : undefined;
        });
    }

    async function setImage(version: string): Promise<void> {
        const image = [{ op: "replace", path: "/spec/template/spec/containers/0/image", value: imageOf(version) }];
        await app.kubectl("patch", "rollout", app.name, "--type=json", `--patch=${JSON.stringify(image)}`);
    }

    it("shows the Healthy version of an update, with its verdict", async () => {
        await app.deploy("v1", steps);
        const { stdout, stderr, exitCode } = await run("status");
        assert.equal(exitCode, 0, stdout + stderr);
        assert.match(stdout, /^verdict +Initial$/m);
        assert.match(stdout, /is Healthy: revision 1, .*:v1, pod hash /);
    });

    it("follows a version with its requests until it is aborted", async () => {
        await setImage("v2");
        const { stdout, exitCode } = await watchedDuring(async () => {
            const { standing, newVersion } = await paused();
            assert.deepEqual([standing, newVersion?.revision, newVersion?.image], ["inProgress", 2, imageOf("v2")]);
            const traffic = await app.traffic();
            await traffic.measured();
            const aborted = await run("abort");
            assert.match(aborted.stdout, /was aborted at step 1\/3 \(setWeight 50\)/);
        }, "--json");
        assert.equal(exitCode, 1, stdout);
        const events = documentsOf(stdout);
        assert.ok(events.some(({ step, weight }) => step === 1 && weight?.routed === 50));
        assert.deepEqual([events.at(-1)?.event, events.at(-1)?.exitCode, events.at(-1)?.weight?.routed], ["end", 1, 0]);
        assert.equal((await status()).code, 1);
    });

    it("retries it, and promotes it by its steps; the lines are the gate's", async () => {
        assert.equal((await run("retry")).exitCode, 0);
        await paused();
        const { stdout, exitCode } = await watchedDuring(async () => {
            const judged = await poll("the requests and answers of both versions", 120, async () => {
                const counted = documentsOf((await run("watch", "--json", "--timeout", "15s")).stdout);
                const judge = counted.findLast((one) => one.judge !== undefined)?.judge;
                const { new: one, stable } = judge?.answers.errors ?? {};
                const answered = one !== undefined && stable !== undefined && one.all > 0 && stable.all > 0;
                return answered && counted.some(({ share }) => (share?.total ?? 0) > 0) ? judge : undefined;
            });
            assert.deepEqual([judged.rejected, judged.answers.errors?.new.bad], [false, 0]);
            assert.equal((await run("promote")).exitCode, 0);
        });
        assert.equal(exitCode, 0, stdout);
        assert.match(stdout, /^\[[\d:]+\] Status: Paused +\| Canary: +50% \| Stable: +50% \| Step: 1\/3$/m);
        assert.match(stdout, /^rollout .* is Healthy: revision 2, .*:v2, pod hash \w+$/m);
    });

    it("goes back to the previous revision, names the stack, and skips the steps by --full", async () => {
        const undone = await run("undo");
        assert.equal(undone.exitCode, 0, undone.stderr);
        assert.match(undone.stdout, /was set back to revision 1; \S+ declares another version: its next pulumi up/);
        await paused();
        assert.equal((await run("watch", "--timeout", "2s")).exitCode, 3);
        assert.equal((await run("promote", "--full")).exitCode, 0);
        assert.equal((await run("watch", "--timeout", "2m")).exitCode, 0);
        const { code, newVersion } = await status();
        assert.deepEqual([code, newVersion?.revision, newVersion?.image], [0, 3, imageOf("v1")]);
    });
});

/** Reads the documents that a command with --json has written, one a line. */
function documentsOf(stdout: string): Document[] {
    const lines = stdout.split("\n").filter((line) => line.trim() !== "");
    return lines.map((line) => JSON.parse(line) as Document);
}
