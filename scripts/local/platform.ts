import { LocalCluster, type Report } from "./cluster";
import { preflight } from "./cluster/network";
import { home } from "./home";
import { ensureImages, type ImageArchive, imagesWith } from "./images";
import { withLock } from "./lock";
import { seedManifests } from "./releaseManifests";
import { Availability, ensureToolchain, pathIn, type Toolchain } from "./toolchain";
import { installPulumi } from "./toolchain/pulumi";
import { type IngressController, type ProgramName, programsWith } from "./toolchain/programs";

/** The local platform: programs, images, release manifests, Pulumi and a running cluster. */
export interface Platform {
    readonly toolchain: Toolchain;
    readonly cluster: LocalCluster;
    readonly images: readonly ImageArchive[];
}

/** Brings everything up from any state of this machine, with this ingress controller's image; reuses what exists. */
export async function ensurePlatform(report: Report, controller: IngressController = "nginx"): Promise<Platform> {
    await preflight(home);
    const available = new Availability();
    const making = [
        ensureToolchain(report, programsWith(controller), available),
        ensureImages({ tools: toolFinder(available), home, report, names: imagesWith(controller) }),
    ] as const;
    // If one of them fails, the other one ends before the error is thrown.
    await Promise.allSettled(making);
    const [toolchain, images] = await Promise.all(making);
    await withLock("toolchain", report, seedManifests);
    const cluster = new LocalCluster(toolchain);
    await cluster.up(images, report);
    await installPulumi(toolchain);
    return { toolchain, cluster, images };
}

/** Loads the image of another ingress controller into the running cluster. */
export async function addIngressController(
    toolchain: Toolchain,
    controller: Exclude<IngressController, "nginx">,
    report: Report,
): Promise<void> {
    const tools = toolFinder((await ensureToolchain(report, [controller])).available);
    const images = await ensureImages({ tools, home, report, names: [controller] });
    await new LocalCluster(toolchain).importImages(images, report);
}

/** Returns a function that finds the programs of image recipes, and waits for those that are still built. */
export function toolFinder(available: Availability): (name: string) => Promise<string> {
    return async (name) => {
        if (isInstalled(name)) {
            await available.installedPackages();
            return name;
        }
        const program = name as ProgramName;
        return pathIn(await available.program(program), program);
    };
}

/** True for a program on PATH: one of an installed Debian package. */
function isInstalled(name: string): boolean {
    return name === "buildah" || name === "mmdebstrap";
}
