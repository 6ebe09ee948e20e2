import { copyFileSync, existsSync, mkdirSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { execa } from "execa";
import { folders, home } from "../home";
import { withLock } from "../lock";
import { contentKey, lookup, make, type Recipe } from "./cache";
import { type ProgramName, programs } from "./programs";

/** The programs that a user may have installed already: the Pulumi CLI with its language host, and its provider. */
export const ownToolNames = ["pulumi", "pulumi-language-nodejs", "pulumi-resource-kubernetes"] as const;

/** Help text of the option --own-tools. */
export const ownToolsHelp =
    "use an installed pulumi and Kubernetes provider of the pinned versions instead of building them; later runs do too";

export type OwnToolName = (typeof ownToolNames)[number];

/** An installed program, or the reason why it is not used. */
export type Installed = { readonly path: string } | { readonly problem: string };

/** The cache entry of an installed program; later runs use it instead of a build, until the pinned version changes. */
export function ownToolRecipe(name: OwnToolName, path = ""): Recipe {
    // The CLI brings its language host.
    const { version } = programs[name === "pulumi-language-nodejs" ? "pulumi" : name];
    return {
        name,
        key: contentKey(["installed", version]),
        make: (folder) => {
            mkdirSync(join(folder, "bin"));
            copyFileSync(path, join(folder, "bin", name));
            return Promise.resolve({ version, source: `installed as ${path}` });
        },
    };
}

/** The recipe of a program that {@link adoptOwnTools} has taken over; undefined for all others. */
export function adoptedRecipe(name: ProgramName): Recipe | undefined {
    const tool = ownToolNames.find((one) => one === name);
    const recipe = tool === undefined ? undefined : ownToolRecipe(tool);
    return recipe !== undefined && lookup(folders.tools, recipe) !== undefined ? recipe : undefined;
}

/** Copies installed programs of the pinned versions into the cache, and reports each that must be built instead. */
export async function adoptOwnTools(report: (line: string) => void): Promise<void> {
    mkdirSync(folders.tools, { recursive: true });
    await withLock("toolchain", report, async () => {
        for (const [name, installed] of Object.entries(await findOwnTools(process.env)) as [OwnToolName, Installed][]) {
            if (adoptedRecipe(name) !== undefined) {
                continue;
            }
            if ("problem" in installed) {
                report(`own tools: ${name} will be built: ${installed.problem}`);
            } else {
                await make(folders.tools, ownToolRecipe(name, installed.path));
                report(`own tools: ${name} is ${installed.path}`);
            }
        }
    });
}

/**
 * Finds the installed programs of the pinned versions: the CLI on PATH, its language host next to it, and the provider
 * in the plugin folder of PULUMI_HOME.
 */
export async function findOwnTools(
    env: Readonly<Record<string, string | undefined>>,
): Promise<Record<OwnToolName, Installed>> {
    const cli = await findCli((env["PATH"] ?? "").split(delimiter));
    const host = "path" in cli ? join(dirname(cli.path), "pulumi-language-nodejs") : undefined;
    const { version } = programs["pulumi-resource-kubernetes"];
    const pulumiHome = env["PULUMI_HOME"];
    const plugins = join(
        pulumiHome !== undefined && isForeign(pulumiHome) ? pulumiHome : join(homedir(), ".pulumi"),
        "plugins",
    );
    return {
        pulumi: cli,
        "pulumi-language-nodejs": host === undefined ? cli : installedAt(host),
        "pulumi-resource-kubernetes": installedAt(
            join(plugins, `resource-kubernetes-v${version}`, "pulumi-resource-kubernetes"),
        ),
    };
}

async function findCli(folderNames: readonly string[]): Promise<Installed> {
    // The folders that this platform fills itself are no installation.
    const found = folderNames
        .map((folder) => join(folder, "pulumi"))
        .find((file) => isForeign(file) && existsSync(file));
    if (found === undefined) {
        return { problem: "pulumi is not on PATH" };
    }
    // Its language host is next to the program, not next to a link to it.
    const path = realpathSync(found);
    const result = await execa(path, ["version"], { reject: false, env: { PULUMI_SKIP_UPDATE_CHECK: "true" } });
    const actual = result.stdout.trim().replace(/^v/, "");
    const { version } = programs.pulumi;
    return actual === version ? { path } : { problem: `${path} must be version ${version}, got ${actual || "none"}` };
}

function isForeign(path: string): boolean {
    return !path.startsWith(join(home, sep));
}

function installedAt(path: string): Installed {
    return existsSync(path) ? { path } : { problem: `${path} does not exist` };
}
