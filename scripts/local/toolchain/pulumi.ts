import {
    chmodSync,
    copyFileSync,
    existsSync,
    linkSync,
    mkdirSync,
    readFileSync,
    renameSync,
    rmSync,
    symlinkSync,
    writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { checkout, folders, home } from "../home";
import { withLock } from "../lock";
import { runLogged } from "../process";
import { PulumiCli } from "../pulumiCli";
import { versions } from "../versions";
import { programPath, type Toolchain } from "./toolchain";

/** Programs of the npm package that Pulumi needs on PATH: hosts of dynamic providers and of policy packs. */
const npmScripts = ["pulumi-resource-pulumi-nodejs", "pulumi-analyzer-policy"];

/** The folder that is put on PATH: pulumi, its language host and plugins, kubectl with its Argo Rollouts plugin. */
const bin = join(home, "bin");

/** The environment of a plain `pulumi`: its own home, a file backend, an empty passphrase, no downloads. */
export function pulumiEnvironment() {
    return {
        PATH: `${bin}:${process.env["PATH"] ?? ""}`,
        PULUMI_HOME: folders.pulumiHome,
        PULUMI_BACKEND_URL: `file://${folders.pulumiState}`,
        PULUMI_CONFIG_PASSPHRASE: "",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    };
}

/** The Pulumi CLI of the local platform. */
export function localPulumi(): PulumiCli {
    return new PulumiCli({ program: "pulumi", env: pulumiEnvironment(), scratchParent: home });
}

/** Installs Pulumi's programs for {@link pulumiEnvironment}. */
export async function installPulumi(toolchain: Toolchain): Promise<void> {
    mkdirSync(bin, { recursive: true });
    mkdirSync(folders.pulumiState, { recursive: true });
    const links = {
        kubectl: programPath(toolchain, "kube", "kubectl"),
        "kubectl-argo-rollouts": programPath(toolchain, "kubectl-argo-rollouts"),
    };
    for (const [name, target] of Object.entries(links)) {
        place(name, (path) => {
            symlinkSync(target, path);
        });
    }
    for (const name of ["pulumi", "pulumi-language-nodejs"] as const) {
        // A hard link: Pulumi looks for its plugins next to its real file, and warns about plugins that it finds on
        // PATH instead.
        place(name, (path) => {
            linkSync(programPath(toolchain, name), path);
        });
    }
    for (const name of npmScripts) {
        place(name, (path) => {
            copyFileSync(join(checkout, "node_modules", "@pulumi", "pulumi", name), path);
            chmodSync(path, 0o755);
        });
    }
    await installKubernetesPlugin(programPath(toolchain, "pulumi-resource-kubernetes"));
}

/** Puts a program into the folder on PATH atomically, because another run may be using it. */
function place(name: string, put: (path: string) => void): void {
    const unfinished = join(bin, `.${name}-${process.pid}`);
    rmSync(unfinished, { force: true });
    put(unfinished);
    renameSync(unfinished, join(bin, name));
    // Two names of one file stay: rename does nothing then.
    rmSync(unfinished, { force: true });
}

/** Installs the provider as a plugin: every `up` would warn about a provider on PATH. */
async function installKubernetesPlugin(program: string): Promise<void> {
    const marker = join(folders.pulumiHome, "kubernetes-plugin-from");
    const installed = () => existsSync(marker) && readFileSync(marker, "utf8") === program;
    if (installed()) {
        return;
    }
    await withLock("toolchain", console.error, async () => {
        // Another process may have done it while this one waited.
        if (installed()) {
            return;
        }
        const version = versions.pulumiKubernetes;
        await runLogged({
            command: join(bin, "pulumi"),
            args: ["plugin", "install", "resource", "kubernetes", version, "--reinstall", "--file", program],
            env: pulumiEnvironment(),
            logFile: join(folders.logs, "toolchain", "pulumi-plugin.log"),
        });
        writeFileSync(marker, program);
    });
}
