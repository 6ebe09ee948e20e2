import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { folders, home } from "../home";
import type { ImageArchive } from "../images";
import { withLock } from "../lock";
import { poll } from "../poll";
import { programPath, type Toolchain } from "../toolchain";
import { messageOf, UserError } from "../userError";
import { bundleLog, startBundle, stopBundle } from "./bundle";
import { bundlePid } from "./bundleProcess";
import { configurationFiles } from "./configuration";
import { corednsObjects } from "./coredns";
import { type Files, filesDiffer, writeFiles } from "./files";
import { Kubectl } from "./kubectl";
import { nodeName, preflight, requireLinuxRoot } from "./network";
import { ensurePki, kubeconfigPath } from "./pki";
import { type Programs, serviceScripts } from "./services";

export type Report = (line: string) => void;

/** The one-node Kubernetes of this machine. */
export class LocalCluster {
    readonly folder = folders.cluster;
    readonly kubeconfig = kubeconfigPath(folders.cluster, "admin");
    readonly auditLog = join(folders.cluster, "logs", "audit.log");
    readonly kubectl: Kubectl;
    private readonly programs: Programs;
    private readonly ctr: string;

    constructor(toolchain: Toolchain) {
        const kube = (component: string) => programPath(toolchain, "kube", component);
        this.programs = {
            kube,
            etcd: programPath(toolchain, "etcd"),
            containerd: programPath(toolchain, "containerd"),
            cniPlugins: dirname(programPath(toolchain, "cni-plugins", "bridge")),
            runtimeFolder: dirname(programPath(toolchain, "containerd")),
        };
        this.ctr = programPath(toolchain, "containerd", "ctr");
        this.kubectl = new Kubectl(kube("kubectl"), this.kubeconfig);
    }

    /**
     * Starts the cluster if it is not running, not healthy, or of other programs or settings; keeps etcd's data.
     * Returns when the node is Ready and DNS answers.
     */
    async up(archives: readonly ImageArchive[], report: Report): Promise<void> {
        await preflight(home);
        mkdirSync(this.folder, { recursive: true });
        await withLock("cluster", report, async () => {
            const running = bundlePid(this.folder) !== undefined;
            const fault = running ? await this.fault() : "it is not running";
            if (fault === undefined) {
                report("the cluster is up");
            } else {
                if (running) {
                    report(`${fault}; restarting the cluster with its data`);
                }
                await stopBundle(this.folder);
                await this.start(report);
            }
            await this.importImages(archives, report);
            await this.kubectl.apply(corednsObjects);
            await poll("the cluster's DNS", 60, async () => {
                const ready = await this.kubectl.run([
                    ...["get", "deployment", "coredns", "--namespace=kube-system"],
                    "--output=jsonpath={.status.readyReplicas}",
                ]);
                return ready === "1" || undefined;
            });
            report(`node ${nodeName} is Ready, DNS answers`);
        });
    }

    /** The reason to restart the running cluster, or undefined. */
    private async fault(): Promise<string | undefined> {
        if (filesDiffer(this.folder, this.files())) {
            return "the cluster's programs or settings have changed";
        }
        try {
            // A busy machine may keep a healthy cluster from answering for a while.
            await this.untilReady(30, () => bundlePid(this.folder) === undefined);
            return undefined;
        } catch (error) {
            return messageOf(error);
        }
    }

    private async start(report: Report): Promise<void> {
        await ensurePki(this.folder);
        writeFiles(this.folder, this.files());
        report("starting etcd, the control plane and the node in their own namespaces");
        await this.untilReady(120, await startBundle(this.folder));
    }

    private files(): Files {
        return {
            ...configurationFiles(this.folder, this.programs),
            ...serviceScripts(this.folder, this.programs),
            "bundle.sh": readFileSync(join(__dirname, "bundle.sh"), "utf8"),
        };
    }

    private async untilReady(seconds: number, hasEnded: () => boolean): Promise<void> {
        const what = `the node to be Ready (logs: ${join(this.folder, "logs")})`;
        const ready = await poll(what, seconds, async () => {
            if (hasEnded()) {
                return false;
            }
            const problem = await clusterProblem(this.kubectl);
            if (problem !== undefined) {
                throw new UserError(problem);
            }
            return true;
        });
        if (!ready) {
            const log = bundleLog(this.folder);
            const tail = existsSync(log) ? readFileSync(log, "utf8").trimEnd().split("\n").slice(-10).join("\n") : "";
            throw new UserError(`the cluster's first process ended; the last lines of ${log}:\n${tail}`);
        }
    }

    /** Imports the images, unless containerd has the same archive. */
    async importImages(archives: readonly ImageArchive[], report: Report): Promise<void> {
        for (const { reference, archive } of archives) {
            // The archive's name includes its content key; a label of the image stores it in containerd.
            const label = `canary-delivery/archive=${archive.replace(/^.*\//, "")}`;
            const [key, value] = label.split("=") as [string, string];
            const held = await this.containerd([
                "images",
                "list",
                "--quiet",
                `name==${reference},labels.${JSON.stringify(key)}==${value}`,
            ]);
            if (held.includes(reference)) {
                continue;
            }
            report(`importing ${reference}`);
            await this.containerd(["images", "import", archive]);
            await this.containerd(["images", "label", reference, label]);
        }
    }

    private async containerd(args: readonly string[]): Promise<string> {
        const socket = join(this.folder, "containerd", "containerd.sock");
        const result = await execa(this.ctr, ["--address", socket, "--namespace", "k8s.io", ...args]);
        return result.stdout;
    }
}

/** The problem of the running cluster, or undefined. */
export async function clusterProblem(kubectl: Kubectl): Promise<string | undefined> {
    try {
        await kubectl.run(["get", "--raw=/readyz", "--request-timeout=3s"]);
        const ready = await kubectl.run([
            ...["get", "node", nodeName, "--request-timeout=3s"],
            '--output=jsonpath={.status.conditions[?(@.type=="Ready")].status}',
        ]);
        return ready === "True" ? undefined : `node ${nodeName} is not Ready`;
    } catch (error) {
        return messageOf(error);
    }
}

/** Stops the cluster and removes all its files; needs no built program, and keeps the caches. */
export async function endCluster(folder: string, report: Report): Promise<void> {
    requireLinuxRoot();
    await withLock("cluster", report, async () => {
        await stopBundle(folder);
        rmSync(folder, { recursive: true, force: true });
        report("the local cluster is gone");
    });
}
