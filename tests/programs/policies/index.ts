import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { parseAllDocuments } from "yaml";

const config = new pulumi.Config();
const manifests = join(__dirname, "..", "..", "fixtures", "policies", "broken");

const provider = new k8s.Provider("cluster", {
    kubeconfig: config.require("kubeconfig"),
    context: config.require("kubeContext"),
    // Only then does a preview leave objects that an API server would not take to the rules.
    enableServerSideApply: false,
});

interface Manifest {
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

for (const file of readdirSync(manifests).sort()) {
    for (const document of parseAllDocuments(readFileSync(join(manifests, file), "utf8"))) {
        const manifest = document.toJS() as Manifest | null;
        if (manifest !== null) {
            const { kind, metadata } = manifest;
            const name = [kind, metadata.namespace, metadata.name].filter((part) => part !== undefined).join("/");
            new Declared(typeOf(manifest), name, { ...manifest }, { provider });
        }
    }
}
