import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

/** A manifest that a program declares as it is. */
export interface Manifest {
    readonly apiVersion: string;
    readonly kind: string;
    readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** An object of whatever kind the manifests hold. */
class Declared extends pulumi.CustomResource {}

/** As the provider's own classes name it. */
function typeOf({ apiVersion, kind }: Manifest): string {
    return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** Returns a provider for the cluster of the configuration. */
export function configuredProvider(): k8s.Provider {
    const config = new pulumi.Config();
    return new k8s.Provider("cluster", {
        kubeconfig: config.require("kubeconfig"),
        context: config.require("kubeContext"),
        // Only then does a preview leave objects that an API server would not take to the rules.
        enableServerSideApply: false,
    });
}

/** Declares a manifest. */
export function declare(manifest: Manifest, provider: k8s.Provider): void {
    const { kind, metadata } = manifest;
    const name = [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
    new Declared(typeOf(manifest), name, { ...manifest }, { provider });
}
