import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../scripts/local/home";
import { localPulumi } from "../../scripts/local/toolchain/pulumi";
import { appOf } from "./support/app";
import { environment } from "./support/environment";
import { assertNothingToDo, assertSucceeded } from "./support/pulumiRuns";

/** A baseline and a file in addition to the gate: every resource that connects to the cluster by itself. */
const everything = { baseline: "localhost/ops-hardening-demo:v1", files: { "motd.txt": "hello" } };

describe("a stack whose kubeconfig is below the home folder", function () {
    this.timeout("15m");
    const app = appOf("homes");
    const homes: string[] = [];

    after(() => {
        homes.forEach((home) => {
            rmSync(home, { recursive: true, force: true });
        });
    });

    /** Another machine: a home folder with the cluster's kubeconfig, for the environment and in /etc/passwd. */
    async function newHome(): Promise<string> {
        const home = mkdtempSync(join(tmpdir(), "canary-home-"));
        homes.push(home);
        copyFileSync((await environment()).target.kubectl.kubeconfig, join(home, "kubeconfig"));
        const users = readFileSync("/etc/passwd", "utf8").split("\n");
        const moved = users.map((line) => line.replace(/^(root:.*:)[^:]*(:[^:]*)$/, `$1${home}$2`));
        writeFileSync(join(home, "passwd"), moved.join("\n"));
        return home;
    }

    async function pulumiOn(home: string, command: string, ...flags: string[]): Promise<void> {
        const stack = await app.stack();
        const program = 'mount --bind "$1" /etc/passwd && shift && exec pulumi "$@"';
        const args = [command, ...flags, "--stack", stack.name, "--config-file", stack.configFile, "--non-interactive"];
        await localPulumi().withScratch((env) =>
            execa("unshare", ["--mount", "sh", "-c", program, "sh", join(home, "passwd"), ...args], {
                ...{ cwd: checkout, env: { ...env, HOME: home }, stdin: "ignore" as const },
            }),
        );
    }

    it("has nothing of one machine in its state, and nothing to do on another", async () => {
        const [first, second] = [await newHome(), await newHome()];
        const stack = await app.configured("v1", { ...everything, kubeconfig: "~/kubeconfig" });
        await pulumiOn(first, "up", "--yes", "--skip-preview");
        assert.ok(!JSON.stringify(await stack.state()).includes(first));
        rmSync(first, { recursive: true });
        await pulumiOn(second, "preview", "--expect-no-changes");
        await pulumiOn(second, "refresh", "--yes", "--skip-preview", "--expect-no-changes");
        await pulumiOn(second, "up", "--yes", "--skip-preview", "--expect-no-changes");
    });

    it("is destroyed from another machine", async () => {
        await pulumiOn(await newHome(), "destroy", "--yes", "--skip-preview");
        assert.deepEqual(await app.list("rollouts"), []);
        assert.ok(!JSON.stringify(await app.list("configmaps")).includes("motd.txt"));
    });
});

describe("a stack whose kubeconfig is a content", function () {
    this.timeout("15m");
    const app = appOf("content");

    it("keeps it as a secret, needs no context, and has nothing to do afterwards", async () => {
        const text = readFileSync((await environment()).target.kubectl.kubeconfig, "utf8");
        const stack = await app.configured("v1");
        const kubeconfig = await stack.encrypted(text);
        const run = await app.up("v1", { ...everything, kubeconfig, kubeContext: "" });
        assertSucceeded(run);
        const [, key = ""] = /client-key-data: *"?([A-Za-z0-9+/]{40})/.exec(text) ?? [];
        assert.notEqual(key, "", "the kubeconfig must have a key");
        assert.ok(!JSON.stringify(await stack.state()).includes(key));
        assert.ok(!run.output.includes(key));
        await assertNothingToDo(stack);
    });
});
