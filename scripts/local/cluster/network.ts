import { existsSync, readdirSync, readFileSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { output } from "../process";
import { UserError } from "../userError";
import { bundlePid } from "./bundleProcess";

/** Addresses and names of the one-node cluster; only the host reaches them. */
export const network = {
    /** The network namespace's name, below /run/netns. */
    namespace: "canary-delivery",
    hostInterface: "canary0",
    hostAddress: "10.249.0.1",
    nodeAddress: "10.249.0.2",
    linkSubnet: "10.249.0.0/30",
    podSubnet: "10.244.0.0/24",
    serviceSubnet: "10.96.0.0/16",
    /** First address of the service subnet: the Service `kubernetes`. */
    apiServiceAddress: "10.96.0.1",
    dnsServiceAddress: "10.96.0.10",
    apiPort: 6443,
    ingressHttpNodePort: 30080,
} as const;

/** The node's name in Kubernetes. */
export const nodeName = "local";
/** The kubeconfig context's name. */
export const contextName = "canary-delivery";
/** URL of the API server. */
export const apiServer = `https://${network.nodeAddress}:${network.apiPort}`;
/** URL of ingress-nginx, which routes by the Host header. */
export const ingressUrl = `http://${network.nodeAddress}:${network.ingressHttpNodePort}`;

interface Route {
    readonly dst: string;
    readonly dev?: string;
}

/**
 * The first route, or address, of the host that would take traffic for our link subnet, if any. A broader route such as
 * a VPN's 10.0.0.0/8 does not: the kernel prefers our more specific one.
 */
export function conflictingRoute(routes: readonly Route[]): Route | undefined {
    return routes.find(
        ({ dst, dev }) => dst !== "default" && dev !== network.hostInterface && isWithin(dst, network.linkSubnet),
    );
}

function isWithin(inner: string, outer: string): boolean {
    const [first, second] = [range(inner), range(outer)];
    return first.start >= second.start && first.end <= second.end;
}

function range(cidr: string): { start: number; end: number } {
    const [address = "", bits = "32"] = cidr.split("/");
    const value = address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const size = 2 ** (32 - Number(bits));
    const start = Math.floor(value / size) * size;
    return { start, end: start + size - 1 };
}

/** Throws a UserError if the machine or the user cannot run a local cluster. */
export function requireLinuxRoot(): void {
    if (process.platform !== "linux") {
        throw new UserError(
            `the local cluster needs Linux, this is ${process.platform}; use another cluster with --context NAME`,
        );
    }
    if (process.getuid?.() !== 0) {
        throw new UserError("the local cluster needs root (it creates namespaces and cgroups); run it as root");
    }
}

/** Throws a UserError if a cluster cannot be started on this machine. */
export async function preflight(home: string): Promise<void> {
    requireLinuxRoot();
    if (/^\/(var|run|proc|sys|dev)(\/|$)/.test(home)) {
        throw new UserError(
            `CANARY_DELIVERY_HOME is ${home}; the cluster covers /var and /run with its own, choose a folder elsewhere`,
        );
    }
    // Throws if the cluster of another home runs.
    bundlePid(join(home, "cluster"));
    const conflict = conflictingRoute(await hostRoutes());
    if (conflict !== undefined) {
        throw new UserError(
            `the subnet ${network.linkSubnet} is taken on this machine (route ${conflict.dst} by ${conflict.dev ?? "another interface"}); free it and run this again`,
        );
    }
}

/** Every IPv4 route of the host; its addresses are among them, in the table `local`. */
async function hostRoutes(): Promise<Route[]> {
    try {
        return JSON.parse(await output("ip", ["-4", "-json", "route", "show", "table", "all"])) as Route[];
    } catch (error) {
        if ((error as { code?: string }).code === "ENOENT") {
            // The package of ip is installed later; the cluster checks again before it starts.
            return [];
        }
        throw error;
    }
}

const namespaces = "/run/netns";

/** Marker file, in the cluster's folder, of a mount on /run/netns that we made. */
const mountMarker = (cluster: string) => join(cluster, "made-run-netns");

/** Creates the network namespace and its link to the host, unless they exist. */
export async function createNetwork(cluster: string): Promise<void> {
    const { namespace, hostInterface, hostAddress, nodeAddress } = network;
    if (!existsSync(join(namespaces, namespace))) {
        // The first `ip netns add` of a machine mounts this folder onto itself.
        if (!isMountPoint(namespaces)) {
            writeFileSync(mountMarker(cluster), "");
        }
        await output("ip", ["netns", "add", namespace]);
    }
    if (!existsSync(`/sys/class/net/${hostInterface}`)) {
        await output("ip", ["link", "add", hostInterface, "type", "veth", "peer", "name", "eth0", "netns", namespace]);
        await output("ip", ["address", "add", `${hostAddress}/30`, "dev", hostInterface]);
        await output("ip", ["link", "set", hostInterface, "up"]);
        await output("ip", ["-n", namespace, "address", "add", `${nodeAddress}/30`, "dev", "eth0"]);
        await output("ip", ["-n", namespace, "link", "set", "eth0", "up"]);
        await output("ip", ["-n", namespace, "link", "set", "lo", "up"]);
        await output("ip", ["-n", namespace, "route", "add", "default", "via", hostAddress]);
    }
}

/** Removes what {@link createNetwork} created. */
export async function removeNetwork(cluster: string): Promise<void> {
    const { namespace, hostInterface } = network;
    if (existsSync(`/sys/class/net/${hostInterface}`)) {
        await output("ip", ["link", "delete", hostInterface]);
    }
    if (existsSync(join(namespaces, namespace))) {
        await output("ip", ["netns", "delete", namespace]);
    }
    if (existsSync(mountMarker(cluster)) && isMountPoint(namespaces) && readdirSync(namespaces).length === 0) {
        await output("umount", [namespaces]);
        rmdirSync(namespaces);
        rmSync(mountMarker(cluster));
    }
}

function isMountPoint(folder: string): boolean {
    const mounts = readFileSync("/proc/self/mountinfo", "utf8").split("\n");
    return mounts.some((line) => line.split(" ")[4] === folder);
}
