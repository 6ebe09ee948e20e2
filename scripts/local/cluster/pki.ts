import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { output } from "../process";
import { apiServer, contextName, network, nodeName } from "./network";

interface Certificate {
    readonly name: string;
    /** CommonName is the user, Organization the group, for RBAC. */
    readonly commonName: string;
    readonly organization?: string;
    /** Subject alternative names of a server certificate; a client certificate has none. */
    readonly subjectAltNames?: readonly string[];
}

/** Separate identities of the components, so that RBAC and the Node authorizer apply to each. */
const certificates: readonly Certificate[] = [
    {
        name: "kube-apiserver",
        commonName: "kube-apiserver",
        subjectAltNames: [
            ...["kubernetes", "kubernetes.default", "kubernetes.default.svc", "localhost"].map((name) => `DNS:${name}`),
            ...["127.0.0.1", network.apiServiceAddress, network.nodeAddress].map((address) => `IP:${address}`),
        ],
    },
    { name: "etcd", commonName: "etcd", subjectAltNames: ["DNS:localhost", "IP:127.0.0.1"] },
    { name: "etcd-client", commonName: "kube-apiserver-etcd-client" },
    { name: "kubelet-client", commonName: "kube-apiserver-kubelet-client", organization: "system:masters" },
    { name: "kubelet-server", commonName: `system:node:${nodeName}`, subjectAltNames: [`IP:${network.nodeAddress}`] },
    { name: "kubelet", commonName: `system:node:${nodeName}`, organization: "system:nodes" },
    { name: "kube-controller-manager", commonName: "system:kube-controller-manager" },
    { name: "kube-scheduler", commonName: "system:kube-scheduler" },
    { name: "kube-proxy", commonName: "system:kube-proxy" },
    { name: "admin", commonName: "admin", organization: "system:masters" },
];

/** The identities that get a kubeconfig. */
const kubeconfigs = ["kubelet", "kube-controller-manager", "kube-scheduler", "kube-proxy", "admin"] as const;

/** The path of a kubeconfig made by {@link ensurePki}. */
export function kubeconfigPath(cluster: string, identity: (typeof kubeconfigs)[number]): string {
    return identity === "admin" ? join(cluster, "kubeconfig") : join(cluster, "pki", `${identity}.kubeconfig`);
}

/** Creates the certificate authority, certificates, service-account key pair and kubeconfigs, unless they exist. */
export async function ensurePki(cluster: string): Promise<void> {
    const pki = join(cluster, "pki");
    const done = join(pki, "done");
    if (existsSync(done)) {
        return;
    }
    rmSync(pki, { recursive: true, force: true });
    mkdirSync(pki, { recursive: true, mode: 0o700 });
    const openssl = (...args: string[]) => output("openssl", args, pki);
    await openssl(
        ...["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "3650", "-subj", "/CN=canary-delivery"],
        ...["-keyout", "ca.key", "-out", "ca.crt"],
    );
    await openssl("genrsa", "-out", "service-account.key", "2048");
    await openssl("rsa", "-in", "service-account.key", "-pubout", "-out", "service-account.pub");
    for (const certificate of certificates) {
        await sign(certificate, pki, openssl);
    }
    for (const identity of kubeconfigs) {
        writeFileSync(kubeconfigPath(cluster, identity), kubeconfig(pki, identity), { mode: 0o600 });
    }
    writeFileSync(done, "");
}

async function sign(
    { name, commonName, organization, subjectAltNames }: Certificate,
    pki: string,
    openssl: (...args: string[]) => Promise<string>,
): Promise<void> {
    const subject = `${organization === undefined ? "" : `/O=${organization}`}/CN=${commonName}`;
    const usage = name === "etcd" ? "serverAuth, clientAuth" : subjectAltNames ? "serverAuth" : "clientAuth";
    const extensions = [
        "basicConstraints = critical, CA:FALSE",
        "keyUsage = critical, digitalSignature, keyEncipherment",
        `extendedKeyUsage = ${usage}`,
        ...(subjectAltNames === undefined ? [] : [`subjectAltName = ${subjectAltNames.join(", ")}`]),
    ];
    writeFileSync(join(pki, `${name}.ext`), extensions.join("\n"));
    await openssl(
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        subject,
        "-keyout",
        `${name}.key`,
        "-out",
        `${name}.csr`,
    );
    await openssl(
        ...["x509", "-req", "-in", `${name}.csr`, "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial"],
        ...["-days", "3650", "-extfile", `${name}.ext`, "-out", `${name}.crt`],
    );
}

function kubeconfig(pki: string, identity: string): string {
    const base64 = (file: string) => readFileSync(join(pki, file)).toString("base64");
    return stringify({
        apiVersion: "v1",
        kind: "Config",
        clusters: [
            { name: contextName, cluster: { server: apiServer, "certificate-authority-data": base64("ca.crt") } },
        ],
        users: [
            {
                name: identity,
                user: {
                    "client-certificate-data": base64(`${identity}.crt`),
                    "client-key-data": base64(`${identity}.key`),
                },
            },
        ],
        contexts: [{ name: contextName, context: { cluster: contextName, user: identity } }],
        "current-context": contextName,
    });
}
