import { cp, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { checkout } from "../../scripts/local/home";
import { occurrences, type Mutation } from "./mutation";

const leftOut = ["node_modules", ".git", ".pulumi", "dist"];

/** A copy of the checkout in a temporary folder, to break things in. */
export class WorkingCopy {
    private constructor(readonly folder: string) {}

    static async make(): Promise<WorkingCopy> {
        const folder = await mkdtemp(join(tmpdir(), "canary-mutations-"));
        await cp(checkout, folder, { recursive: true, filter: (source) => !leftOut.includes(basename(source)) });
        await symlink(join(checkout, "node_modules"), join(folder, "node_modules"));
        return new WorkingCopy(folder);
    }

    /** Does something while the mutation is in force. Undefined where it cannot be: its place is not there, or not alone. */
    async with<T>({ file, find, replace }: Mutation, act: () => Promise<T>): Promise<T | undefined> {
        const path = join(this.folder, file);
        const source = await readFile(path, "utf8");
        if (occurrences(source, find) !== 1) {
            return undefined;
        }
        // A function, because a text would have its "$" read as patterns.
        await writeFile(
            path,
            source.replace(find, () => replace),
        );
        try {
            return await act();
        } finally {
            await writeFile(path, source);
        }
    }

    async remove(): Promise<void> {
        await rm(this.folder, { recursive: true, force: true });
    }
}
