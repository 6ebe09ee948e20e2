import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Contents by path below the cluster's folder. */
export type Files = Readonly<Record<string, string>>;

/** True if the cluster was started with other files, or with services that are no longer among them. */
export function filesDiffer(cluster: string, files: Files): boolean {
    try {
        const services = readdirSync(join(cluster, "services")).map((name) => `services/${name}`);
        return (
            services.some((name) => !(name in files)) ||
            Object.entries(files).some(([name, content]) => readFileSync(join(cluster, name), "utf8") !== content)
        );
    } catch {
        // A file is missing.
        return true;
    }
}

/** Writes the files; those in services/ are executable and replace all existing ones. */
export function writeFiles(cluster: string, files: Files): void {
    rmSync(join(cluster, "services"), { recursive: true, force: true });
    for (const [name, content] of Object.entries(files)) {
        const path = join(cluster, name);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, content, { mode: name.startsWith("services/") ? 0o755 : 0o644 });
    }
}
