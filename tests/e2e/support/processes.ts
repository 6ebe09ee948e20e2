import { execa } from "execa";

/** Returns the descendants of a process, children after their own children. */
export async function descendants(pid: number): Promise<{ pid: number; command: string }[]> {
    const { stdout } = await execa("ps", ["-eo", "pid=,ppid=,args="]);
    const all = stdout.split("\n").map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line));
    const below = (parent: number): { pid: number; command: string }[] =>
        all.flatMap((match) =>
            match?.[2] === String(parent)
                ? [...below(Number(match[1])), { pid: Number(match[1]), command: match[3] ?? "" }]
                : [],
        );
    return below(pid);
}

/** Kills a process and its descendants, the parent first, which could otherwise react. */
export async function killTree(pid: number): Promise<void> {
    const children = await descendants(pid);
    for (const { pid: victim } of [{ pid }, ...children]) {
        process.kill(victim, "SIGKILL");
    }
}
