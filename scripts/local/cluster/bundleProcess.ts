import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UserError } from "../userError";

/**
 * The process of the bundle is found by its command line, because a PID file could get lost while it runs.
 * There is at most one on a machine: the names of the network namespace and the link are fixed.
 */

/** The process id of the running bundle, or undefined; throws a UserError if the bundle belongs to another home. */
export function bundlePid(cluster: string): number | undefined {
    const bundle = findBundle();
    if (bundle !== undefined && bundle.cluster !== cluster) {
        const owner = dirname(bundle.cluster);
        throw new UserError(
            `the local cluster of this machine belongs to ${owner}; end it first with: CANARY_DELIVERY_HOME='${owner}' scripts/cluster down`,
        );
    }
    return bundle?.pid;
}

function findBundle(): { pid: number; cluster: string } | undefined {
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
        try {
            const cluster = bundleFolder(readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").slice(0, -1));
            // A bundle in a container of this machine is not ours.
            if (cluster !== undefined && pidNamespace(pid) === pidNamespace("self")) {
                return { pid: Number(pid), cluster };
            }
        } catch {
            // The process has ended in the meantime.
        }
    }
    return undefined;
}

function pidNamespace(pid: string): number {
    return statSync(`/proc/${pid}/ns/pid`).ino;
}

/** The cluster's folder in the command line of a bundle's outermost process; undefined for another program. */
export function bundleFolder(commandLine: readonly string[]): string | undefined {
    const program = basename(commandLine[0] ?? "");
    const isBundle =
        (program === "nsenter" || program === "unshare") && basename(commandLine.at(-2) ?? "") === "bundle.sh";
    return isBundle ? commandLine.at(-1) : undefined;
}
