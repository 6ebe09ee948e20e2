import { LocalCluster, type Report } from "./cluster";
import { preflight } from "./cluster/network";
import { addGatewayApi } from "./gatewayApi";
import { home } from "./home";
import { ensureImages, type ImageArchive, imagesWith, type RecipeName } from "./images";
import { withLock } from "./lock";
import { seedManifests } from "./releaseManifests";
import { Availability, ensureToolchain, pathIn, type Toolchain } from "./toolchain";
import { installPulumi } from "./toolchain/pulumi";
import { type LocalRouter, type ProgramName, programsWith } from "./toolchain/programs";

/** The local platform: programs, images, release manifests, Pulumi and a running cluster. */
export interface Platform {
    readonly toolchain: Toolchain;
    readonly cluster: LocalCluster;
    readonly images: readonly ImageArchive[];
}

/** Brings everything up from any state of this machine, with what this router needs; reuses what exists. */
export async function ensurePlatform(report: Report, router: LocalRouter = "nginx"): Promise<Platform> {
    await preflight(home);
    const available = new Availability();
    const making = [
        ensureToolchain(report, programsWith(router), available),
        ensureImages({ tools: toolFinder(available), home, report, names: imagesWith(router) }),
    ] as const;
    // If one of them fails, the other one ends before the error is thrown.
    await Promise.allSettled(making);
    const [toolchain, images] = await Promise.all(making);
    await withLock("toolchain", report, () => seedManifests(router));
    const cluster = new LocalCluster(toolchain);
    await cluster.up(images, report);
    if (router !== "nginx") {
        await addGatewayApi(cluster, toolchain, report);
    }
    await installPulumi(toolchain);
    return { toolchain, cluster, images };
}

/** Loads Traefik's image into the running cluster. */
export async function addTraefik(toolchain: Toolchain, report: Report): Promise<void> {
    await addImage(toolchain, "traefik", "traefik", report);
}

/** Loads the image of kube-state-metrics into the running cluster. */
export async function addKubeStateMetrics(toolchain: Toolchain, report: Report): Promise<void> {
    await addImage(toolchain, "kube-state-metrics", "kubeStateMetrics", report);
}

/** Adds the Gateway API to the running cluster; returns the program of its plugin. */
export async function addGatewayApiPlugin(toolchain: Toolchain, report: Report): Promise<Pick<Toolchain, "entries">> {
    const plugin = await addImage(toolchain, "gatewayapi-plugin", "gatewayApiPlugin", report);
    await addGatewayApi(new LocalCluster(toolchain), plugin, report);
    return plugin;
}

/** Loads the images of Envoy Gateway into the running cluster. */
export async function addEnvoyGateway(toolchain: Toolchain, report: Report): Promise<void> {
    await addImage(toolchain, "envoy", "envoy", report);
    await addImage(toolchain, "envoy-gateway", "envoyGateway", report);
}

async function addImage(toolchain: Toolchain, program: ProgramName, image: RecipeName, report: Report) {
    const added = await ensureToolchain(report, [program]);
    const images = await ensureImages({ tools: toolFinder(added.available), home, report, names: [image] });
    await new LocalCluster(toolchain).importImages(images, report);
    return added;
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
