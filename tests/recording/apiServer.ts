import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { folders } from "../../scripts/local/home";
import { UserError } from "../../scripts/local/userError";

/** Kills the local cluster's API server at once, as a crash does; the cluster starts it again a second later. */
export function killApiServer(): void {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isApiServer(name));
    const [pid, ...more] = pids.map(Number);
    if (pid === undefined || more.length > 0) {
        throw new UserError(`${pids.length} processes are the local cluster's API server, must be 1`);
    }
    process.kill(pid, "SIGKILL");
}

function isApiServer(pid: string): boolean {
    try {
        const [program = "", ...flags] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
        return (
            basename(program) === "kube-apiserver" &&
            flags.includes(`--etcd-cafile=${join(folders.cluster, "pki", "ca.crt")}`)
        );
    } catch {
        // It ended meanwhile.
        return false;
    }
}
