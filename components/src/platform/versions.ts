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
