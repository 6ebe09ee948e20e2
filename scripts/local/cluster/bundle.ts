import { spawn } from "node:child_process";
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { poll } from "../poll";
import { output } from "../process";
import { UserError } from "../userError";
import { bundlePid } from "./bundleProcess";
import { makeCgroups, removeCgroups } from "./cgroups";
import { createNetwork, network, removeNetwork } from "./network";

/**
 * The bundle: one network, mount and PID namespace that contains the whole cluster. Its first process is bundle.sh;
 * when that dies, the kernel kills every other process in it and drops every mount.
 */

/** Kernel settings that kubelet changes for the whole host; `down` restores them. */
const hostSysctls = [
    "vm/overcommit_memory",
    "vm/panic_on_oom",
    "kernel/panic",
    "kernel/panic_on_oops",
    "kernel/keys/root_maxkeys",
    "kernel/keys/root_maxbytes",
];

/** The path of bundle.sh's log. */
export const bundleLog = (cluster: string) => join(cluster, "logs", "bundle.log");
const sysctlFile = (cluster: string) => join(cluster, "sysctls.json");

/**
 * Starts bundle.sh, and with it the folder's services/, in new namespaces.
 *
 * @returns a function that is true once the outermost process has ended
 */
export async function startBundle(cluster: string): Promise<() => boolean> {
    // CNI's address leases and the logs of pods that no longer run.
    rmSync(join(cluster, "var"), { recursive: true, force: true });
    for (const folder of ["logs", "var/upper", "var/work"]) {
        mkdirSync(join(cluster, folder), { recursive: true });
    }
    saveSysctls(cluster);
    makeCgroups();
    await createNetwork(cluster);
    const log = openSync(bundleLog(cluster), "a");
    const child = spawn(
        "nsenter",
        [
            `--net=/run/netns/${network.namespace}`,
            ...["unshare", "--mount", "--propagation", "private", "--pid", "--fork", "--kill-child", "--mount-proc"],
            ...["bash", join(cluster, "bundle.sh"), cluster],
        ],
        { detached: true, stdio: ["ignore", log, log], cwd: "/" },
    );
    closeSync(log);
    child.unref();
    return () => child.exitCode !== null || child.signalCode !== null;
}

/** Kills every process of the bundle, then cleans up the host: link, namespace, cgroups, sysctls. */
export async function stopBundle(cluster: string): Promise<void> {
    const pid = bundlePid(cluster);
    if (pid !== undefined) {
        process.kill(pid, "SIGKILL");
    }
    if (existsSync(`/run/netns/${network.namespace}`)) {
        await poll("the cluster's processes to end", 30, async () => {
            const pids = (await output("ip", ["netns", "pids", network.namespace])).split("\n").filter(Boolean);
            if (pids.length > 0) {
                throw new UserError(`its network namespace still has the processes ${pids.join(", ")}`);
            }
            return true;
        });
    }
    await removeNetwork(cluster);
    await poll("the cluster's cgroups to be empty", 30, () => Promise.resolve(removeCgroups() || undefined));
    restoreSysctls(cluster);
}

function saveSysctls(cluster: string): void {
    if (existsSync(sysctlFile(cluster))) {
        return;
    }
    const found = hostSysctls.flatMap((name) => {
        const file = `/proc/sys/${name}`;
        return existsSync(file) ? [[name, readFileSync(file, "utf8").trim()]] : [];
    });
    writeFileSync(sysctlFile(cluster), JSON.stringify(Object.fromEntries(found)));
}

function restoreSysctls(cluster: string): void {
    if (!existsSync(sysctlFile(cluster))) {
        return;
    }
    const saved = JSON.parse(readFileSync(sysctlFile(cluster), "utf8")) as Record<string, string>;
    for (const [name, value] of Object.entries(saved)) {
        if (readFileSync(`/proc/sys/${name}`, "utf8").trim() !== value) {
            writeFileSync(`/proc/sys/${name}`, value);
        }
    }
    rmSync(sysctlFile(cluster));
}
