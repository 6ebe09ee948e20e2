import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import { checkout } from "../../../scripts/local/home";
import { minimal } from "../../../scripts/local/project";

type Dependencies = Readonly<Record<string, string>>;

interface PackageJson {
    readonly dependencies: Dependencies;
    readonly devDependencies: Dependencies;
}

/** Versions for tests of users' projects, in addition to those of the checkout's lock file. */
export const packageVersions = { "node-22": "22.23.3", "node-24": "24.9.0", pnpm: "10.34.8" } as const;

/** A folder outside the checkout with the packed packages and their installations. */
export class PackedPackages {
    private readonly tarballs: Dependencies;
    private readonly tools = new Map<string, Promise<string>>();

    private constructor(
        private readonly folder: string,
        files: readonly string[],
    ) {
        const fileOf = (name: string) => `file:${join(folder, files.find((file) => file.includes(name)) ?? name)}`;
        this.tarballs = {
            "@canary-delivery/components": fileOf("components"),
            "@canary-delivery/policies": fileOf("policies"),
        };
    }

    /** Packs the existing build: it must not be rebuilt, because other specs use it at the same time. */
    static async pack(): Promise<PackedPackages> {
        const folder = mkdtempSync(join(tmpdir(), "canary-packages-"));
        const args = ["pack", "--ignore-scripts", "--workspace=components", "--workspace=policies"];
        await execa("npm", [...args, "--pack-destination", folder], { cwd: checkout });
        return new PackedPackages(
            folder,
            readdirSync(folder).filter((file) => file.endsWith(".tgz")),
        );
    }

    remove(): void {
        rmSync(this.folder, { recursive: true });
    }

    /** A copy of examples/minimal that uses the packages from their tarballs; nothing is installed yet. */
    project(name: string, versions: (version: string) => string = (version) => version): string {
        const folder = join(this.folder, name);
        mkdirSync(folder);
        for (const file of ["index.ts", "Pulumi.yaml", "tsconfig.json"]) {
            copyFileSync(join(minimal.folder, file), join(folder, file));
        }
        const example = packageJson(minimal.folder);
        const policy = packageJson(checkout).devDependencies["@pulumi/policy"] ?? "";
        const pulumi = Object.entries({ ...example.dependencies, "@pulumi/policy": policy });
        const dependencies = {
            ...Object.fromEntries(pulumi.map(([dependency, version]) => [dependency, versions(version)])),
            ...this.tarballs,
        };
        writeFileSync(join(folder, "package.json"), JSON.stringify({ ...example, dependencies }));
        return folder;
    }

    /** Installs a tool from npm, separate from all projects; returns the folder of its programs. */
    tool(name: string, version: string): Promise<string> {
        const found = this.tools.get(`${name}@${version}`) ?? this.install(`${name}@${version}`);
        this.tools.set(`${name}@${version}`, found);
        return found;
    }

    private async install(tool: string): Promise<string> {
        const folder = join(this.folder, tool);
        mkdirSync(folder);
        writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
        await execa("npm", ["install", ...quiet, tool], { cwd: folder });
        return join(folder, "node_modules", ".bin");
    }
}

/** Installs a project's dependencies: it must need no flags and no overrides. */
export async function npmInstall(folder: string): Promise<void> {
    await execa("npm", ["install", ...quiet], { cwd: folder });
}

/** Puts a folder of programs first on PATH, for everything that `work` starts. */
export async function withPrograms<T>(folder: string, work: () => Promise<T>): Promise<T> {
    const before = process.env["PATH"] ?? "";
    process.env["PATH"] = `${folder}${delimiter}${before}`;
    try {
        return await work();
    } finally {
        process.env["PATH"] = before;
    }
}

const quiet = ["--no-audit", "--no-fund", "--no-progress"];

function packageJson(folder: string): PackageJson {
    return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as PackageJson;
}
