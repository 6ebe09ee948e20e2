import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";

/** The cgroup, in every hierarchy, that contains all pods; kubelet creates its `kubepods` in it. */
export const cgroupName = "canary-delivery";

const mountPoint = "/sys/fs/cgroup";

const isV2 = (root: string) => existsSync(join(root, "cgroup.controllers"));

/** Creates our cgroup; kubelet does not start if a hierarchy that it knows lacks it. */
export function makeCgroups(root = mountPoint): void {
    for (const hierarchy of hierarchies(root)) {
        const folder = join(hierarchy, cgroupName);
        mkdirSync(folder, { recursive: true });
        if (isV2(root)) {
            enableControllers(hierarchy);
            enableControllers(folder);
            continue;
        }
        // No process can join a cpuset without these.
        for (const name of ["cpuset.cpus", "cpuset.mems"].filter((file) => existsSync(join(hierarchy, file)))) {
            writeFileSync(join(folder, name), readFileSync(join(hierarchy, name), "utf8"));
        }
        // By default all pods together would weigh as much as one process of the host.
        if (existsSync(join(hierarchy, "cpu.shares"))) {
            writeFileSync(join(folder, "cpu.shares"), String(1024 * availableParallelism()));
        }
    }
}

/** The single hierarchy of cgroup v2, or all of v1, even without a controller: kubelet asks for `systemd`. */
function hierarchies(root: string): string[] {
    return isV2(root)
        ? [root]
        : readdirSync(root, { withFileTypes: true })
              // Links such as cpu -> cpu,cpuacct are second names.
              .filter((entry) => entry.isDirectory() && existsSync(join(root, entry.name, "cgroup.procs")))
              .map(({ name }) => join(root, name));
}

/** v2: enables the controllers that kubelet uses for the children of this cgroup. */
function enableControllers(folder: string): void {
    const offered = readFileSync(join(folder, "cgroup.controllers"), "utf8").trim().split(" ");
    for (const controller of ["cpu", "cpuset", "memory", "hugetlb", "pids"].filter((name) => offered.includes(name))) {
        try {
            writeFileSync(join(folder, "cgroup.subtree_control"), `+${controller}`);
        } catch {
            // Not allowed in every container; kubelet then logs what is missing.
        }
    }
}

/** Removes our cgroup and its children; false while one of them still has a process. */
export function removeCgroups(root = mountPoint): boolean {
    return hierarchies(root)
        .map((hierarchy) => join(hierarchy, cgroupName))
        .filter(existsSync)
        .every(removeCgroup);
}

function removeCgroup(folder: string): boolean {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
        if (entry.isDirectory() && !removeCgroup(join(folder, entry.name))) {
            return false;
        }
    }
    try {
        rmdirSync(folder);
        return true;
    } catch {
        return false;
    }
}
