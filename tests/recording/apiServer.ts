import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { folders } from "../../scripts/local/home";
import { UserError } from "../../scripts/local/userError";

/** Kills the local cluster's API server, as a crash does; the cluster restarts it after 1 s. */
export function killApiServer(): void {
    const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name) && isApiServer(name));
    const [pid, ...more] = pids.map(Number);
    if (pid === undefined || more.length > 0) {
        throw new UserError(`the local cluster must have one API server process, got ${pids.length}`);
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
        // The process has ended in the meantime.
        return false;
    }
}
