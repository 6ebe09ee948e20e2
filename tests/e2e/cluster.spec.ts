import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { checkout, folders, home } from "../../scripts/local/home";
import { environment } from "./support/environment";

/** Runs a script as a user does; returns its standard output. */
async function script(name: string, ...args: string[]): Promise<string> {
    const { stdout } = await execa(join(checkout, "scripts", name), args, { cwd: checkout, stdin: "ignore" });
    return stdout;
}

/** Possible leftovers of a cluster on the host. */
async function tracesOnHost() {
    const ours = (text: string) => /canary-delivery|canary0|cni0|kube/i.test(text);
    const cgroups = readdirSync("/sys/fs/cgroup").flatMap((controller) => {
        const folder = join("/sys/fs/cgroup", controller, "canary-delivery");
        return existsSync(folder) ? [folder] : [];
    });
    const commands = readdirSync("/proc")
        .filter((entry) => /^\d+$/.test(entry))
        .flatMap((pid) => {
            try {
                return [readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0")[0] ?? ""];
            } catch {
                // The process has ended in the meantime.
                return [];
            }
        });
    const { stdout: rules } = await execa("iptables-save", { reject: false });
    return {
        processes: commands.filter((command) => /kube-|kubelet|containerd|\/etcd$/.test(command)),
        mounts: readFileSync("/proc/mounts", "utf8").split("\n").filter(ours),
        interfaces: readdirSync("/sys/class/net").filter(ours),
        namespaces: existsSync("/run/netns") ? readdirSync("/run/netns").filter(ours) : [],
        cgroups,
        rules: rules.split("\n").filter(ours),
    };
}

const nothing = { processes: [], mounts: [], interfaces: [], namespaces: [], cgroups: [], rules: [] };

describe("the local cluster", function () {
    this.timeout("5m");

    it("is not changed by another up", async () => {
        const { target } = await environment();
        const uid = () => target.kubectl.run(["get", "namespace", "kube-system", "--output=jsonpath={.metadata.uid}"]);
        const before = await uid();
        const unfinished = () => readdirSync(join(home, "bin")).filter((name) => name.startsWith("."));
        const names = unfinished();
        await script("cluster", "up");
        assert.equal(await uid(), before);
        assert.match(await script("cluster", "status"), /the local cluster is up/);
        // Earlier versions have left some.
        assert.deepEqual(unfinished(), names);
    });

    it("is removed without leftovers on the host, and comes up again", async () => {
        const running = await tracesOnHost();
        assert.ok(running.processes.length > 5 && running.interfaces.length === 1, JSON.stringify(running));
        const sysctls = JSON.parse(readFileSync(join(folders.cluster, "sysctls.json"), "utf8")) as Record<
            string,
            string
        >;
        await script("cluster", "down");
        assert.deepEqual(await tracesOnHost(), nothing);
        for (const [name, value] of Object.entries(sysctls)) {
            assert.equal(readFileSync(`/proc/sys/${name}`, "utf8").trim(), value, name);
        }
        assert.ok(!existsSync(folders.cluster));
        await script("cluster", "down");

        await script("cluster", "up");
    });

    it("sets up a shell for kubectl and pulumi, and does not change the checkout", async () => {
        const status = async () => (await execa("git", ["status", "--porcelain"], { cwd: checkout })).stdout;
        const before = await status();
        const typed = ['eval "$(scripts/cluster env)"', "kubectl get nodes --output=name", "pulumi preview"];
        const { stdout } = await execa("bash", ["-euo", "pipefail", "-c", typed.join("\n")], { cwd: checkout });
        assert.match(stdout, /^node\/local$/m);
        assert.match(stdout, /Previewing update \(dev\)/);
        assert.match(stdout, /Namespace +demo +create/);
        assert.equal(await status(), before);
    });
});
