import { images as installedImages, versions as installedVersions } from "@canary-delivery/components/versions";

/**
 * The versions of the local platform: those that the components install on any cluster, and additional ones.
 *
 * The Go modules are pinned a second time, with their checksums, in toolchain/go; versions.spec.ts compares the two.
 */
export const versions = {
    ...installedVersions,
    // renovate: datasource=github-releases depName=kubernetes/kubernetes extractVersion=^v(?<version>.+)$
    kubernetes: "1.34.4",
    // renovate: datasource=github-releases depName=coredns/coredns extractVersion=^v(?<version>.+)$
    coredns: "1.13.1",
    // renovate: datasource=docker depName=registry.k8s.io/pause
    pause: "3.10.1",
    // renovate: datasource=npm depName=@pulumi/pulumi
    pulumi: "3.220.0",
    // renovate: datasource=npm depName=@pulumi/kubernetes
    pulumiKubernetes: "4.25.0",
    // renovate: datasource=go depName=github.com/pulumi/pulumi/sdk/v3 extractVersion=^v(?<version>.+)$
    pulumiLanguageNodejs: "3.68.0",
    // renovate: datasource=go depName=github.com/grafana/grafana-foundation-sdk/go extractVersion=^v(?<version>.+)$
    grafanaFoundationSdk: "0.0.22",
    /** Node.js in the demo app's image. */
    // renovate: datasource=node-version depName=node
    node: "20",
    /** npm in the replacement of the Node image. */
    // renovate: datasource=npm depName=npm
    npm: "10.9.9",
    /** The Debian release of image bases. */
    debian: "trixie",
} as const;

/** The images of the local cluster, under their upstream names. */
export const images = {
    ...installedImages,
    coredns: `registry.k8s.io/coredns/coredns:v${versions.coredns}`,
    pause: `registry.k8s.io/pause:${versions.pause}`,
    /** Ours, and no image of the plugin's authors: see README.md. */
    gatewayApiPlugin: "localhost/gatewayapi-plugin:stand-in",
} as const;
