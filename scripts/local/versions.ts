import { images as installedImages, versions as installedVersions } from "@canary-delivery/components/versions";

/**
 * The versions that the local platform is built from: those that the components install on any cluster, and its own.
 *
 * The Go modules are pinned a second time, with their checksums, in toolchain/go; versions.spec.ts compares the two.
 */
export const versions = {
    ...installedVersions,
    kubernetes: "1.34.4",
    coredns: "1.13.1",
    pause: "3.10.1",
    pulumi: "3.220.0",
    pulumiKubernetes: "4.25.0",
    pulumiLanguageNodejs: "3.68.0",
    /** Node.js in the demo app's image. */
    node: "20",
    /** npm in the image that stands in for Node's own. */
    npm: "10.9.9",
    /** The Debian release of image bases. */
    debian: "trixie",
} as const;

/** The images of the local cluster, under their upstream names. */
export const images = {
    ...installedImages,
    coredns: `registry.k8s.io/coredns/coredns:v${versions.coredns}`,
    pause: `registry.k8s.io/pause:${versions.pause}`,
} as const;
