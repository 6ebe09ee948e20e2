import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { UserError } from "../userError";

/**
 * The process that holds the bundle is found by its command line, not by a file that could get lost while it runs.
 * There is at most one on a machine: the names of the network namespace and the link are fixed.
 */

/** The process id of the running bundle, or undefined; refuses where the bundle that runs is another home's. */
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
            // One in a container of this machine is not ours.
            if (cluster !== undefined && pidNamespace(pid) === pidNamespace("self")) {
                return { pid: Number(pid), cluster };
            }
        } catch {
            // It ended meanwhile.
        }
    }
    return undefined;
}

function pidNamespace(pid: string): number {
    return statSync(`/proc/${pid}/ns/pid`).ino;
}

/** The cluster's folder, where this is the command line of a bundle's outermost process. */
export function bundleFolder(commandLine: readonly string[]): string | undefined {
    const program = basename(commandLine[0] ?? "");
    const isBundle =
        (program === "nsenter" || program === "unshare") && basename(commandLine.at(-2) ?? "") === "bundle.sh";
    return isBundle ? commandLine.at(-1) : undefined;
}
