import { join } from "node:path";
import { network, nodeName } from "./network";
import { kubeconfigPath } from "./pki";

/** Absolute paths of the programs. */
export interface Programs {
    /** A component of the kube binary. */
    readonly kube: (component: string) => string;
    readonly etcd: string;
    readonly containerd: string;
    readonly cniPlugins: string;
    /** Folder of runc and the containerd shim. */
    readonly runtimeFolder: string;
}

/** The services as scripts, by path below the cluster's folder; bundle.sh runs what is in services/. */
export function serviceScripts(cluster: string, programs: Programs): Record<string, string> {
    const quote = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;
    const { runtimeFolder } = programs;
    const path = `${runtimeFolder}:${runtimeFolder}/../sbin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin`;
    return Object.fromEntries(
        Object.entries(serviceCommands(cluster, programs)).map(([name, command]) => [
            `services/${name}`,
            `#!/bin/sh\nexport PATH=${quote(path)}\nexec ${command.map(quote).join(" \\\n    ")}\n`,
        ]),
    );
}

/** Command lines of the control plane and the node, by name. */
function serviceCommands(cluster: string, programs: Programs): Record<string, string[]> {
    const pki = (file: string) => join(cluster, "pki", file);
    return {
        etcd: [
            programs.etcd,
            `--data-dir=${join(cluster, "etcd")}`,
            "--listen-client-urls=https://127.0.0.1:2379",
            "--advertise-client-urls=https://127.0.0.1:2379",
            "--listen-peer-urls=http://127.0.0.1:2380",
            `--cert-file=${pki("etcd.crt")}`,
            `--key-file=${pki("etcd.key")}`,
            "--client-cert-auth",
            `--trusted-ca-file=${pki("ca.crt")}`,
            "--quota-backend-bytes=2147483648",
            "--auto-compaction-retention=1",
        ],
        "kube-apiserver": [
            programs.kube("kube-apiserver"),
            "--etcd-servers=https://127.0.0.1:2379",
            `--etcd-cafile=${pki("ca.crt")}`,
            `--etcd-certfile=${pki("etcd-client.crt")}`,
            `--etcd-keyfile=${pki("etcd-client.key")}`,
            `--secure-port=${network.apiPort}`,
            `--bind-address=0.0.0.0`,
            `--advertise-address=${network.nodeAddress}`,
            "--endpoint-reconciler-type=lease",
            `--tls-cert-file=${pki("kube-apiserver.crt")}`,
            `--tls-private-key-file=${pki("kube-apiserver.key")}`,
            `--client-ca-file=${pki("ca.crt")}`,
            `--kubelet-certificate-authority=${pki("ca.crt")}`,
            `--kubelet-client-certificate=${pki("kubelet-client.crt")}`,
            `--kubelet-client-key=${pki("kubelet-client.key")}`,
            "--kubelet-preferred-address-types=InternalIP",
            "--authorization-mode=Node,RBAC",
            "--enable-admission-plugins=NodeRestriction",
            "--anonymous-auth=false",
            "--allow-privileged=true",
            `--service-cluster-ip-range=${network.serviceSubnet}`,
            "--service-account-issuer=https://kubernetes.default.svc",
            `--service-account-key-file=${pki("service-account.pub")}`,
            `--service-account-signing-key-file=${pki("service-account.key")}`,
            `--audit-policy-file=${join(cluster, "audit-policy.yaml")}`,
            `--audit-log-path=${join(cluster, "logs", "audit.log")}`,
            "--audit-log-maxsize=200",
            "--audit-log-maxbackup=1",
        ],
        "kube-controller-manager": [
            programs.kube("kube-controller-manager"),
            ...identity(cluster, "kube-controller-manager"),
            "--bind-address=127.0.0.1",
            "--leader-elect=false",
            "--use-service-account-credentials=true",
            `--service-account-private-key-file=${pki("service-account.key")}`,
            `--root-ca-file=${pki("ca.crt")}`,
            `--cluster-signing-cert-file=${pki("ca.crt")}`,
            `--cluster-signing-key-file=${pki("ca.key")}`,
            `--cluster-cidr=${network.podSubnet}`,
        ],
        "kube-scheduler": [
            programs.kube("kube-scheduler"),
            ...identity(cluster, "kube-scheduler"),
            "--bind-address=127.0.0.1",
            "--leader-elect=false",
        ],
        containerd: [programs.containerd, "--config", join(cluster, "containerd.toml")],
        kubelet: [
            programs.kube("kubelet"),
            `--config=${join(cluster, "kubelet.yaml")}`,
            `--kubeconfig=${kubeconfigPath(cluster, "kubelet")}`,
            `--root-dir=${join(cluster, "kubelet")}`,
            `--hostname-override=${nodeName}`,
            `--node-ip=${network.nodeAddress}`,
            // cAdvisor, without which no metric names its container, looks at the usual path only.
            `--containerd=${join(cluster, "containerd", "containerd.sock")}`,
        ],
        "kube-proxy": [
            programs.kube("kube-proxy"),
            `--kubeconfig=${kubeconfigPath(cluster, "kube-proxy")}`,
            "--proxy-mode=iptables",
            `--cluster-cidr=${network.podSubnet}`,
            `--hostname-override=${nodeName}`,
            // Connection tracking limits are the host's; the bundle must not change them.
            "--conntrack-max-per-core=0",
            "--conntrack-tcp-timeout-established=0",
            "--conntrack-tcp-timeout-close-wait=0",
        ],
    };
}

function identity(cluster: string, name: "kube-controller-manager" | "kube-scheduler"): string[] {
    const kubeconfig = kubeconfigPath(cluster, name);
    return [
        `--kubeconfig=${kubeconfig}`,
        `--authentication-kubeconfig=${kubeconfig}`,
        `--authorization-kubeconfig=${kubeconfig}`,
    ];
}
