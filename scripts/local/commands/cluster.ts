import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Command, Option } from "commander";
import { execa } from "execa";
import { clusterProblem, endCluster, LocalCluster } from "../cluster";
import { bundlePid } from "../cluster/bundleProcess";
import { Kubectl } from "../cluster/kubectl";
import { apiServer, ingressUrl, requireLinuxRoot } from "../cluster/network";
import { kubeconfigPath } from "../cluster/pki";
import { folders, home } from "../home";
import { buildServiceImage, demoService, isServiceName } from "../images";
import { ensurePlatform, toolFinder } from "../platform";
import { Stack } from "../stack";
import { ensureToolchain } from "../toolchain";
import { type LocalRouter, localRouters } from "../toolchain/programs";
import { adoptOwnTools, ownToolsHelp } from "../toolchain/ownTools";
import { installPulumi, pulumiEnvironment } from "../toolchain/pulumi";
import { runMain, UserError } from "../userError";

// Results go to standard output and progress to standard error, so that scripts can use them separately.
const report = (line: string) => process.stderr.write(`${line}\n`);

const program = new Command("scripts/cluster")
    .description("The one-node Kubernetes of this machine: real, local, in its own namespaces.")
    .showHelpAfterError();

program
    .command("up")
    .description("build or find everything and start the cluster, unless it is up and healthy")
    .option("--own-tools", ownToolsHelp)
    .addOption(
        new Option(
            "--router <name>",
            "what splits the requests: its images are loaded too; with traefik and envoy-gateway, the Gateway API too",
        )
            .choices(localRouters)
            .default("nginx"),
    )
    .action(async ({ ownTools, router }: { ownTools?: true; router: LocalRouter }) => {
        if (ownTools === true) {
            await adoptOwnTools(report);
        }
        await ensurePlatform(report, router);
        console.log(`kubeconfig: ${kubeconfigPath(folders.cluster, "admin")}`);
        console.log('next: eval "$(scripts/cluster env)", then kubectl and pulumi work in this shell');
    });

program
    .command("down")
    .description("stop the cluster and remove all its files; built programs and images stay cached")
    .action(async () => {
        requireLinuxRoot();
        // Throws if another home's cluster runs: then the state of this home must stay, too.
        bundlePid(folders.cluster);
        await forgetStacks();
        await endCluster(folders.cluster, report);
    });

/** Drops Pulumi's state of the local stacks; without Pulumi there is none. */
async function forgetStacks(): Promise<void> {
    if (existsSync(join(home, "bin", "pulumi"))) {
        await Stack.forgetLocal();
    }
}

program
    .command("status")
    .description("report whether the cluster is up and healthy; exit code 1 if not")
    .action(async () => {
        requireRunning();
        const kubectl = new Kubectl(join(home, "bin", "kubectl"), kubeconfigPath(folders.cluster, "admin"));
        const problem = await clusterProblem(kubectl);
        if (problem !== undefined) {
            throw new UserError(`the local cluster is not healthy: ${problem}; scripts/cluster up restarts it`);
        }
        console.log(`the local cluster is up: API server ${apiServer}, ingress ${ingressUrl}`);
    });

/** Throws a UserError, before anything is built, if the cluster is down. */
function requireRunning(): void {
    requireLinuxRoot();
    if (bundlePid(folders.cluster) === undefined) {
        throw new UserError("the local cluster is down; start it with scripts/cluster up");
    }
}

program
    .command("env")
    .description("print the shell settings for kubectl and for pulumi preview/up/destroy on stack dev")
    .action(async () => {
        requireRunning();
        await installPulumi(await ensureToolchain(report));
        await Stack.of("dev", undefined).select();
        const { PATH, ...settings } = pulumiEnvironment();
        const quote = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;
        console.log(`export PATH=${quote(PATH.split(":")[0] ?? "")}:"$PATH"`);
        const all = { ...settings, KUBECONFIG: kubeconfigPath(folders.cluster, "admin") };
        for (const [name, value] of Object.entries(all)) {
            console.log(`export ${name}=${quote(value)}`);
        }
    });

program
    .command("kubeconfig")
    .description("print the path of the cluster's kubeconfig")
    .action(() => {
        const path = kubeconfigPath(folders.cluster, "admin");
        if (!existsSync(path)) {
            throw new UserError("there is no local cluster; start it with scripts/cluster up");
        }
        console.log(path);
    });

program
    .command("logs")
    .description("list the logs, or print one")
    .argument("[service]", "for example kubelet, kube-apiserver, audit")
    .option("-f, --follow", "follow the log")
    .action(async (service: string | undefined, options: { follow?: boolean }) => {
        const folder = join(folders.cluster, "logs");
        const names = existsSync(folder)
            ? readdirSync(folder).flatMap((file) => /^(.*)\.log$/.exec(file)?.[1] ?? [])
            : [];
        if (service === undefined) {
            console.log(
                names.map((name) => join(folder, `${name}.log`)).join("\n") || `there are no logs below ${home}`,
            );
            return;
        }
        if (!names.includes(service)) {
            throw new UserError(`there is no log of ${service}; there are: ${names.join(", ") || "none"}`);
        }
        const follow = options.follow === true ? ["--follow"] : [];
        await execa("tail", ["--lines=+1", ...follow, join(folder, `${service}.log`)], {
            stdio: "inherit",
            reject: false,
        });
    });

program
    .command("image")
    .description("build a service and load it into the cluster as localhost/NAME:TAG, by default the demo app")
    .argument("<tag>", "the image's tag, and the version that the service reports")
    .argument("[folder]", "the service's sources", demoService.folder)
    .option("--name <name>", "the image's name, for sources of another service", demoService.name)
    .action(async (tag: string, folder: string, { name }: { name: string }) => {
        requireRunning();
        if (!isServiceName(name)) {
            throw new UserError(`--name must be one part of an image's name, such as catalog, got ${name}`);
        }
        if (!existsSync(join(folder, "Containerfile"))) {
            throw new UserError(`there is no service to build: ${join(folder, "Containerfile")} does not exist`);
        }
        const toolchain = await ensureToolchain(report);
        const options = { tools: toolFinder(toolchain.available), home, report };
        const image = await buildServiceImage({ ...options, tag, service: { name, folder } });
        await new LocalCluster(toolchain).importImages([image], report);
        console.log(image.reference);
    });

runMain(async () => {
    await program.parseAsync();
});
