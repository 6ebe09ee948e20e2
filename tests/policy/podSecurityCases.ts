import type { Body, FieldChanges } from "./baseline";
import { setAt } from "./baseline";

/** A pod that Pod Security admission accepts or rejects at the level `restricted`. */
export interface PodSecurityCase {
    /** The check of k8s.io/pod-security-admission, by its ID. */
    readonly check: string;
    readonly pod: Body;
    readonly restricted: boolean;
}

const context = "securityContext";
const containers = ["spec.containers.0", "spec.initContainers.0"];
const contexts = [`spec.${context}`, ...containers.map((path) => `${path}.${context}`)];

/** Fields that the standard restricts, by check: their paths, and values that are rejected and accepted. */
interface Restriction {
    readonly check: string;
    readonly paths: readonly string[];
    readonly rejected: readonly unknown[];
    readonly accepted?: readonly unknown[];
}

/** Every check of version 1.34 that applies to `restricted`; a test compares with the checks that are known. */
const restrictions: readonly Restriction[] = [
    {
        check: "allowPrivilegeEscalation",
        paths: containers.map((path) => `${path}.${context}.allowPrivilegeEscalation`),
        rejected: [undefined, true],
        accepted: [false],
    },
    {
        check: "appArmorProfile",
        paths: contexts.map((path) => `${path}.appArmorProfile`),
        rejected: [{ type: "Unconfined" }],
        accepted: [undefined, { type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "shop" }],
    },
    {
        check: "appArmorProfile",
        paths: ["main", "init"].map(
            (name) => `metadata.annotations.container\\.apparmor\\.security\\.beta\\.kubernetes\\.io/${name}`,
        ),
        rejected: ["unconfined"],
        accepted: ["runtime/default", "localhost/shop"],
    },
    {
        check: "capabilities_restricted",
        paths: containers.map((path) => `${path}.${context}.capabilities`),
        rejected: [
            undefined,
            {},
            { drop: [] },
            { drop: ["NET_RAW"] },
            { drop: ["all"] },
            { drop: ["ALL"], add: ["CHOWN"] },
            { drop: ["ALL"], add: ["NET_BIND_SERVICE", "SYS_ADMIN"] },
        ],
        accepted: [{ drop: ["ALL"] }, { drop: ["NET_RAW", "ALL"] }, { drop: ["ALL"], add: ["NET_BIND_SERVICE"] }],
    },
    {
        check: "hostNamespaces",
        paths: ["spec.hostNetwork", "spec.hostPID", "spec.hostIPC"],
        rejected: [true],
        accepted: [false],
    },
    {
        check: "hostPorts",
        paths: containers.map((path) => `${path}.ports`),
        rejected: [
            [{ containerPort: 8080, hostPort: 8080 }],
            [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }],
        ],
        accepted: [[{ containerPort: 8080 }], [{ containerPort: 8080, hostPort: 0 }]],
    },
    ...["livenessProbe", "readinessProbe", "startupProbe", "lifecycle.postStart", "lifecycle.preStop"].map(
        (field): Restriction => ({
            check: "hostProbesAndHostLifecycle",
            paths: [`spec.containers.0.${field}`],
            rejected: [
                { httpGet: { host: "127.0.0.1", port: 8080 } },
                { httpGet: { host: "hooks.example.com", port: 8080, path: "/drain" } },
                { tcpSocket: { host: "localhost", port: 8080 } },
            ],
            accepted: [
                { httpGet: { port: 8080, httpHeaders: [{ name: "Host", value: "shop.example.com" }] } },
                { httpGet: { host: "", port: 8080 } },
                { tcpSocket: { port: 8080 } },
                { exec: { command: ["true"] } },
            ],
        }),
    ),
    {
        check: "privileged",
        paths: containers.map((path) => `${path}.${context}`),
        // A privileged container cannot forbid privilege escalation.
        rejected: [{ privileged: true, capabilities: { drop: ["ALL"] } }],
        accepted: [{ privileged: false, allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } }],
    },
    {
        check: "procMount",
        // The API server takes Unmasked for pods with a user namespace only, for which it is allowed.
        paths: containers.map((path) => `${path}.${context}.procMount`),
        rejected: [],
        accepted: ["Default"],
    },
    {
        check: "restrictedVolumes",
        paths: ["spec.volumes.0"],
        rejected: [
            { hostPath: { path: "/var/log" } },
            { gcePersistentDisk: { pdName: "disk" } },
            { awsElasticBlockStore: { volumeID: "disk" } },
            { gitRepo: { repository: "https://git.example.com/shop" } },
            { nfs: { server: "nfs.example.com", path: "/" } },
            { iscsi: { targetPortal: "10.0.0.1:3260", iqn: "iqn.2001-04.com.example:storage", lun: 0 } },
            { glusterfs: { endpoints: "glusterfs", path: "shop" } },
            { rbd: { monitors: ["10.0.0.1:6789"], image: "shop" } },
            { flexVolume: { driver: "example/driver" } },
            { cinder: { volumeID: "disk" } },
            { cephfs: { monitors: ["10.0.0.1:6789"] } },
            { flocker: { datasetName: "shop" } },
            { fc: { targetWWNs: ["50060e801049cfd1"], lun: 0 } },
            { azureFile: { secretName: "azure", shareName: "shop" } },
            { vsphereVolume: { volumePath: "[datastore] shop" } },
            { quobyte: { registry: "10.0.0.1:7861", volume: "shop" } },
            { azureDisk: { diskName: "shop.vhd", diskURI: "https://shop.blob.core.windows.net/vhds/shop.vhd" } },
            { photonPersistentDisk: { pdID: "disk" } },
            { portworxVolume: { volumeID: "disk" } },
            {
                scaleIO: {
                    gateway: "https://scaleio.example.com/api",
                    system: "shop",
                    volumeName: "shop",
                    secretRef: { name: "scaleio" },
                },
            },
            { storageos: { volumeName: "shop" } },
        ].map((source) => ({ name: "data", ...source })),
        accepted: [
            {},
            { configMap: { name: "shop" } },
            { csi: { driver: "csi.example.com" } },
            { downwardAPI: {} },
            { emptyDir: {} },
            {
                ephemeral: {
                    volumeClaimTemplate: {
                        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
                    },
                },
            },
            { persistentVolumeClaim: { claimName: "shop" } },
            { projected: { sources: [{ configMap: { name: "shop" } }] } },
            { secret: { secretName: "shop" } },
        ].map((source) => ({ name: "data", ...source })),
    },
    {
        check: "runAsNonRoot",
        paths: contexts.map((path) => `${path}.runAsNonRoot`),
        rejected: [false],
        accepted: [true],
    },
    { check: "runAsNonRoot", paths: [`spec.${context}.runAsNonRoot`], rejected: [undefined] },
    {
        check: "runAsUser",
        paths: contexts.map((path) => `${path}.runAsUser`),
        rejected: [0],
        accepted: [undefined, 1000],
    },
    {
        check: "seccompProfile_restricted",
        paths: contexts.map((path) => `${path}.seccompProfile`),
        rejected: [{ type: "Unconfined" }],
        accepted: [{ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "shop.json" }],
    },
    { check: "seccompProfile_restricted", paths: [`spec.${context}.seccompProfile`], rejected: [undefined] },
    {
        check: "seLinuxOptions",
        paths: contexts.map((path) => `${path}.seLinuxOptions`),
        rejected: [{ type: "spc_t" }, { user: "system_u" }, { role: "system_r" }],
        accepted: [
            {},
            ...["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"].map((type) => ({
                type,
            })),
            { level: "s0:c123,c456" },
        ],
    },
    {
        check: "sysctls",
        paths: [`spec.${context}.sysctls`],
        rejected: [[{ name: "kernel.msgmax", value: "1" }], [{ name: "net.ipv4.tcp_timestamps", value: "1" }]],
        accepted: [
            [],
            ...[
                ["kernel.shm_rmid_forced", "1"],
                ["net.ipv4.ip_local_port_range", "1024 65535"],
                ["net.ipv4.ip_local_reserved_ports", "8080"],
                ["net.ipv4.ip_unprivileged_port_start", "0"],
                ["net.ipv4.ping_group_range", "0 1"],
                ["net.ipv4.tcp_fin_timeout", "30"],
                ["net.ipv4.tcp_keepalive_intvl", "30"],
                ["net.ipv4.tcp_keepalive_probes", "5"],
                ["net.ipv4.tcp_keepalive_time", "600"],
                ["net.ipv4.tcp_rmem", "4096 87380 16777216"],
                ["net.ipv4.tcp_syncookies", "1"],
                ["net.ipv4.tcp_wmem", "4096 65536 16777216"],
            ].map(([name, value]) => [{ name, value }]),
        ],
    },
];

/** Changes of several fields at once, or of a pod of Windows. */
const combined: readonly (readonly [check: string, changes: FieldChanges, restricted: boolean])[] = [
    [
        "runAsNonRoot",
        {
            [`spec.${context}.runAsNonRoot`]: undefined,
            ...Object.fromEntries(containers.map((path) => [`${path}.${context}.runAsNonRoot`, true])),
        },
        true,
    ],
    [
        "runAsNonRoot",
        { [`spec.${context}.runAsNonRoot`]: undefined, [`${containers[0] ?? ""}.${context}.runAsNonRoot`]: true },
        false,
    ],
    [
        "seccompProfile_restricted",
        {
            [`spec.${context}.seccompProfile`]: undefined,
            ...Object.fromEntries(
                containers.map((path) => [`${path}.${context}.seccompProfile`, { type: "RuntimeDefault" }]),
            ),
        },
        true,
    ],
    // The only accepted values of hostProcess are those of Windows, whose pods have none of Linux' fields.
    ...[true, false].map(
        (hostProcess) =>
            [
                "windowsHostProcess",
                {
                    "spec.os": { name: "windows" },
                    "spec.hostNetwork": hostProcess ? true : undefined,
                    [`spec.${context}`]: { runAsNonRoot: true, windowsOptions: { hostProcess } },
                    ...Object.fromEntries(containers.map((path) => [`${path}.${context}`, undefined])),
                },
                !hostProcess,
            ] as const,
    ),
];

/** Pods for every restricted field and value, each next to an otherwise valid pod. */
export const podSecurityCases: readonly PodSecurityCase[] = [
    ...restrictions.flatMap(({ check, paths, rejected, accepted = [] }) =>
        paths.flatMap((path) => [
            ...rejected.map((value) => ({ check, pod: podWith({ [path]: value }), restricted: false })),
            ...accepted.map((value) => ({ check, pod: podWith({ [path]: value }), restricted: true })),
        ]),
    ),
    ...combined.map(([check, changes, restricted]) => ({ check, pod: podWith(changes), restricted })),
];

/** The IDs of k8s.io/pod-security-admission 0.34.4's checks that `restricted` does not replace by stricter ones. */
export const podSecurityChecks = [
    "allowPrivilegeEscalation",
    "appArmorProfile",
    "capabilities_restricted",
    "hostNamespaces",
    "hostPorts",
    "hostProbesAndHostLifecycle",
    "privileged",
    "procMount",
    "restrictedVolumes",
    "runAsNonRoot",
    "runAsUser",
    "seLinuxOptions",
    "seccompProfile_restricted",
    "sysctls",
    "windowsHostProcess",
];

function podWith(changes: FieldChanges): Body {
    const container = (name: string) => ({
        name,
        image: "registry.example.com/shop:v7",
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
    });
    const pod: Body = {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "shop" },
        spec: {
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            initContainers: [container("init")],
            containers: [container("main")],
            volumes: [],
        },
    };
    for (const [path, value] of Object.entries(changes)) {
        setAt(pod, path.split(/(?<!\\)\./), value);
    }
    return pod;
}
