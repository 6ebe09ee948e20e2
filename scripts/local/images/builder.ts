import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { execa } from "execa";
import { runLogged } from "../process";

export type Run = (command: string, args: readonly string[]) => Promise<void>;

/** Options of a build in addition to its context. */
export interface BuildOptions {
    /** A Containerfile's path, or its text. */
    readonly file?: string;
    readonly text?: string;
    readonly buildArguments?: Readonly<Record<string, string>>;
    /** Files of this machine that the build may read and that are not in the image: path in the build -> path here. */
    readonly mounts?: Readonly<Record<string, string>>;
}

/**
 * buildah with its own storage, so that it changes nothing else on the machine.
 *
 * Every call runs in its own mount namespace, which drops the mounts of a killed build.
 */
export class Builder {
    /** The log of the current build. */
    private logFile: string;

    private constructor(
        private readonly buildah: string,
        private readonly folder: string,
        private readonly logs: string,
        private readonly driver: "overlay" | "vfs",
    ) {
        this.logFile = join(logs, "buildah.log");
    }

    static async open(buildah: string, home: string, report: (line: string) => void): Promise<Builder> {
        const folder = join(home, "images", ".storage");
        const logs = join(home, "logs", "images");
        // Leftovers of a killed run; nothing of them is mounted.
        rmSync(join(folder, "run"), { recursive: true, force: true });
        rmSync(join(folder, "contexts"), { recursive: true, force: true });
        mkdirSync(join(folder, "contexts"), { recursive: true });
        const overlay = new Builder(buildah, folder, logs, "overlay");
        if (await overlay.works()) return overlay;
        report("this file system does not support overlay storage; building images with copies, which takes longer");
        return new Builder(buildah, folder, logs, "vfs");
    }

    /** True if the storage has the image. */
    async has(reference: string): Promise<boolean> {
        const result = await execa("unshare", this.command(["images", "--quiet", reference]), { reject: false });
        return result.exitCode === 0 && result.stdout.trim() !== "";
    }

    /** Runs `work` with a temporary folder and the log file `<home>/logs/images/<name>.log`. */
    async withContext<T>(name: string, work: (context: string, run: Run) => Promise<T>): Promise<T> {
        this.logFile = join(this.logs, `${name}.log`);
        rmSync(this.logFile, { force: true });
        mkdirSync(dirname(this.logFile), { recursive: true });
        const context = mkdtempSync(join(this.folder, "contexts", "image-"));
        const { logFile } = this;
        try {
            return await work(context, (command, args) => runLogged({ command, args, logFile }));
        } finally {
            rmSync(context, { recursive: true, force: true });
        }
    }

    /** Builds an image into the storage. */
    async build(context: string, reference: string, options: BuildOptions): Promise<void> {
        const file = options.file ?? `${context}.Containerfile`;
        if (options.text !== undefined) writeFileSync(file, options.text);
        try {
            await this.run([
                "bud",
                "--isolation=chroot",
                "--pull-never",
                // A service's versions differ in their last layer only.
                "--layers",
                "--format=oci",
                // Equal content gets an equal digest at any time.
                "--timestamp=0",
                ...Object.entries(options.buildArguments ?? {}).map(([name, value]) => `--build-arg=${name}=${value}`),
                ...Object.entries(options.mounts ?? {}).map(([inside, here]) => `--volume=${here}:${inside}:ro`),
                `--tag=${reference}`,
                `--file=${file}`,
                context,
            ]);
        } finally {
            if (options.text !== undefined) rmSync(file, { force: true });
        }
    }

    async tag(reference: string, name: string): Promise<void> {
        await this.run(["tag", reference, name]);
    }

    /** Writes the image to an archive that containerd, docker and podman can load, and removes it from the storage. */
    async moveToArchive(reference: string, archive: string): Promise<void> {
        // buildah cuts a path at its first colon, so it gets a relative path.
        await this.run(
            ["push", "--quiet", reference, `oci-archive:${basename(archive)}:${reference}`],
            dirname(archive),
        );
        await this.run(["rmi", reference]);
    }

    /** Removes the layers that builds have left for one another. */
    async close(): Promise<void> {
        await this.run(["rmi", "--prune"]);
    }

    private async works(): Promise<boolean> {
        // Also removes what a killed build left behind.
        return (await execa("unshare", this.command(["rm", "--all"]), { reject: false })).exitCode === 0;
    }

    private run(args: readonly string[], cwd?: string): Promise<void> {
        const { logFile } = this;
        return runLogged({
            command: "unshare",
            args: this.command(args),
            logFile,
            ...(cwd === undefined ? {} : { cwd }),
        });
    }

    private command(args: readonly string[]): string[] {
        const storage = ["--root", join(this.folder, this.driver), "--runroot", join(this.folder, "run")];
        return ["--mount", "--", this.buildah, ...storage, "--storage-driver", this.driver, ...args];
    }
}
