import { LocalCluster, type Report } from "./cluster";
import { preflight } from "./cluster/network";
import { home } from "./home";
import { ensureImages, type ImageArchive } from "./images";
import { withLock } from "./lock";
import { seedManifests } from "./releaseManifests";
import { ensureToolchain, programPath, type Toolchain } from "./toolchain";
import { installPulumi } from "./toolchain/pulumi";
import type { ProgramName } from "./toolchain/programs";

/** The local platform: programs, images, release manifests, Pulumi and a running cluster. */
export interface Platform {
    readonly toolchain: Toolchain;
    readonly cluster: LocalCluster;
    readonly images: readonly ImageArchive[];
}

/** Brings everything up from any state of this machine; reuses what exists. */
export async function ensurePlatform(report: Report): Promise<Platform> {
    await preflight(home);
    const toolchain = await ensureToolchain(report);
    await withLock("toolchain", report, seedManifests);
    const images = await ensureImages({ tools: toolFinder(toolchain), home, report });
    const cluster = new LocalCluster(toolchain);
    await cluster.up(images, report);
    await installPulumi(toolchain);
    return { toolchain, cluster, images };
}

/** Returns a function that finds the programs of image recipes. */
export function toolFinder(toolchain: Toolchain): (name: string) => Promise<string> {
    return (name) =>
        Promise.resolve(
            name === "buildah" || name === "mmdebstrap" ? name : programPath(toolchain, name as ProgramName),
        );
}
