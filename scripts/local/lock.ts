import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { home } from "./home";

/**
 * Runs `work` while holding a lock of the local platform; reports if it has to wait.
 *
 * flock(1) holds the lock until its standard input closes, so that it is released even if this process is killed.
 */
export async function withLock<T>(name: string, report: (line: string) => void, work: () => Promise<T>): Promise<T> {
    const file = join(home, `${name}.lock`);
    mkdirSync(dirname(file), { recursive: true });
    const holder = execa("flock", ["--exclusive", file, "sh", "-c", "echo locked; exec cat"], {
        stdin: "pipe",
        buffer: false,
        reject: false,
    });
    const waiting = setTimeout(() => {
        report(`another process holds ${file}; waiting for it`);
    }, 500);
    await new Promise<void>((resolve, reject) => {
        holder.stdout.once("data", () => {
            resolve();
        });
        void holder.then((result) => {
            reject(new Error(`flock ${file} ended: ${result.shortMessage ?? `exit code ${result.exitCode ?? -1}`}`));
        });
    });
    clearTimeout(waiting);
    try {
        return await work();
    } finally {
        holder.stdin.end();
        await holder;
    }
}
