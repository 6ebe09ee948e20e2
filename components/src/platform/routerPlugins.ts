import { createHash } from "node:crypto";
import type { DeploymentObject } from "./release/manifestObjects";
import type { KubernetesObject } from "./release/readManifest";

/** A traffic router's plugin of Argo Rollouts. */
export interface RouterPlugin {
    /** Its name in a Rollout, such as `argoproj-labs/gatewayAPI`. */
    readonly name: string;
    /** The URL of its binary for the controller's platform. */
    readonly url: string;
    /** The binary's sha256 in hex; the controller does not start with another one. */
    readonly sha256: string;
}

/** Name of the ConfigMap that the controller reads at its start. */
const configMapName = "argo-rollouts-config";

/**
 * Returns the objects with these plugins: a ConfigMap, and pods that restart when it changes, because the controller
 * reads it only then.
 */
export function withPlugins(
    objects: readonly KubernetesObject[],
    namespace: string,
    plugins: readonly RouterPlugin[],
): KubernetesObject[] {
    if (plugins.length === 0) {
        return [...objects];
    }
    // JSON is YAML.
    const listed = JSON.stringify(plugins.map(({ name, url: location, sha256 }) => ({ name, location, sha256 })));
    const configMap: KubernetesObject = {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: configMapName, namespace },
        data: { trafficRouterPlugins: listed },
    };
    const others = objects.filter(({ kind, metadata }) => !(kind === "ConfigMap" && metadata.name === configMapName));
    const annotations = { "canary-delivery/plugins": createHash("sha256").update(listed).digest("hex") };
    return [...others.map((object) => withPodAnnotations(object, annotations)), configMap];
}

function withPodAnnotations(object: KubernetesObject, annotations: Readonly<Record<string, string>>): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const { spec } = object as DeploymentObject;
    const { template } = spec;
    const metadata = (template["metadata"] ?? {}) as { readonly annotations?: object };
    const annotated = { ...metadata, annotations: { ...metadata.annotations, ...annotations } };
    return { ...object, spec: { ...spec, template: { ...template, metadata: annotated } } };
}
