import { homedir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { LocalCluster, type Report } from "./cluster";
import { Kubectl } from "./cluster/kubectl";
import { contextName, preflight } from "./cluster/network";
import { home } from "./home";
import type { ImageArchive } from "./images";
import { ensurePlatform } from "./platform";
import { ensureToolchain, programPath, type Toolchain } from "./toolchain";
import { type LocalRouter, pulumiPrograms } from "./toolchain/programs";
import { installPulumi } from "./toolchain/pulumi";
import { UserError } from "./userError";

/** The cluster that the demo and the tests run on. */
export interface Target {
    readonly toolchain: Toolchain;
    /** The images that were built or found for it; empty for a cluster of --context, which pulls its images. */
    readonly images: readonly ImageArchive[];
    readonly kubectl: Kubectl;
    /** The program's settings that point to it. */
    readonly settings: { readonly kubeconfig: string; readonly kubeContext: string };
    /** Path of the API server's audit log; only for the local cluster. */
    readonly auditLog?: string;
}

/**
 * The local cluster, brought up if necessary; or, if a context is named, the cluster of that context of KUBECONFIG.
 *
 * KUBECONFIG alone never selects the cluster, because the scripts create and delete objects.
 *
 * @param router the router whose image the local cluster has
 */
export async function openTarget(
    context: string | undefined,
    report: Report,
    router: LocalRouter = "nginx",
): Promise<Target> {
    if (context === undefined) {
        await preflight(home);
        const { cluster, toolchain, images } = await ensurePlatform(report, router);
        return localTarget(cluster, toolchain, images);
    }
    return foreignTarget(context, report);
}

/** A target that another process has opened: starts and restarts nothing that others use. */
export async function runningTarget(context: string | undefined, report: Report): Promise<Target> {
    if (context === undefined) {
        const toolchain = await ensureToolchain(report);
        return localTarget(new LocalCluster(toolchain), toolchain, []);
    }
    return foreignTarget(context, report);
}

function localTarget(cluster: LocalCluster, toolchain: Toolchain, images: readonly ImageArchive[]): Target {
    return {
        toolchain,
        images,
        kubectl: cluster.kubectl,
        settings: { kubeconfig: cluster.kubeconfig, kubeContext: contextName },
        auditLog: cluster.auditLog,
    };
}

async function foreignTarget(context: string, report: Report): Promise<Target> {
    const files = (process.env["KUBECONFIG"] ?? join(homedir(), ".kube", "config")).split(delimiter).filter(Boolean);
    const [kubeconfig, ...more] = files;
    if (kubeconfig === undefined || more.length > 0) {
        throw new UserError(`KUBECONFIG must name one file for --context, got ${files.length}`);
    }
    report(`using context ${context} of ${kubeconfig}, not the local cluster`);
    const toolchain = await ensureToolchain(report, pulumiPrograms);
    await installPulumi(toolchain);
    const kubectl = new Kubectl(programPath(toolchain, "kube", "kubectl"), resolve(kubeconfig), context);
    await kubectl.run(["version", "--request-timeout=10s"]);
    return { toolchain, images: [], kubectl, settings: { kubeconfig: resolve(kubeconfig), kubeContext: context } };
}
