import { join } from "node:path";
import { stringify } from "yaml";
import { images } from "../versions";
import { cgroupName } from "./cgroups";
import { network } from "./network";
import type { Programs } from "./services";

/** The files that the services are configured with, by path below the cluster's folder. */
export function configurationFiles(cluster: string, programs: Programs): Record<string, string> {
    return {
        "audit-policy.yaml": stringify(auditPolicy),
        "containerd.toml": containerdConfig(cluster, programs),
        "kubelet.yaml": stringify(kubeletConfig(cluster)),
        "cni/10-bridge.conflist": JSON.stringify(bridge, undefined, 2),
        // Cluster DNS answers names of the cluster only: pods here have no way out.
        "resolv.conf": "nameserver 127.0.0.1\n",
    };
}

/** Logs writes to the objects of a rollout, which the tests check; everything else would only fill the disk. */
const auditPolicy = {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived"],
    rules: [
        { level: "None", verbs: ["get", "list", "watch"] },
        {
            level: "RequestResponse",
            resources: [
                { group: "argoproj.io" },
                { group: "networking.k8s.io", resources: ["ingresses"] },
                { group: "", resources: ["services"] },
            ],
        },
        { level: "None", resources: [{ group: "coordination.k8s.io" }, { group: "", resources: ["events"] }] },
        { level: "Metadata" },
    ],
};

function kubeletConfig(cluster: string): unknown {
    const pki = (file: string) => join(cluster, "pki", file);
    return {
        apiVersion: "kubelet.config.k8s.io/v1beta1",
        kind: "KubeletConfiguration",
        cgroupDriver: "cgroupfs",
        cgroupRoot: `/${cgroupName}`,
        failCgroupV1: false,
        failSwapOn: false,
        enforceNodeAllocatable: [],
        containerRuntimeEndpoint: `unix://${join(cluster, "containerd", "containerd.sock")}`,
        staticPodPath: "",
        clusterDomain: "cluster.local",
        clusterDNS: [network.dnsServiceAddress],
        resolvConf: join(cluster, "resolv.conf"),
        tlsCertFile: pki("kubelet-server.crt"),
        tlsPrivateKeyFile: pki("kubelet-server.key"),
        authentication: {
            anonymous: { enabled: false },
            webhook: { enabled: true },
            x509: { clientCAFile: pki("ca.crt") },
        },
        authorization: { mode: "Webhook" },
        // Propagates changed Secrets, such as Prometheus' scrape targets, to volumes; one node can afford it.
        syncFrequency: "5s",
        // The disk is the host's and may be nearly full; images cannot be pulled again.
        imageGCHighThresholdPercent: 100,
        evictionHard: { "memory.available": "100Mi", "nodefs.available": "1%", "imagefs.available": "1%" },
    };
}

function containerdConfig(cluster: string, programs: Programs): string {
    const folder = join(cluster, "containerd");
    return `version = 2
root = "${join(folder, "root")}"
state = "${join(folder, "state")}"
disabled_plugins = ["io.containerd.snapshotter.v1.btrfs", "io.containerd.snapshotter.v1.devmapper", "io.containerd.snapshotter.v1.zfs"]
[grpc]
  address = "${join(folder, "containerd.sock")}"
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "${images.pause}"
  # Without CAP_SYS_RESOURCE a score below the parent's cannot be set, and a pod would not start.
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "${programs.cniPlugins}"
    conf_dir = "${join(cluster, "cni")}"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
`;
}

const bridge = {
    cniVersion: "0.4.0",
    name: "canary-delivery",
    plugins: [
        {
            type: "bridge",
            bridge: "cni0",
            isGateway: true,
            ipMasq: true,
            hairpinMode: true,
            ipam: {
                type: "host-local",
                ranges: [[{ subnet: network.podSubnet }]],
                routes: [{ dst: "0.0.0.0/0" }],
            },
        },
        { type: "portmap", capabilities: { portMappings: true } },
    ],
};
