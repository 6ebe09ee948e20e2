import type { DeploymentObject } from "./manifestObjects";
import type { KubernetesObject } from "./readManifest";

/**
 * Returns the objects with this many replicas of their Deployment. Several replicas are spread over nodes and zones,
 * and a drain evicts one at a time.
 */
export function withReplicas(objects: readonly KubernetesObject[], replicas: number): KubernetesObject[] {
    if (!Number.isInteger(replicas) || replicas < 1) {
        throw new Error(`replicas must be a whole number from 1, got ${replicas}`);
    }
    return objects.flatMap((object) => {
        if (object.kind !== "Deployment") {
            return [object];
        }
        const deployment = object as DeploymentObject;
        return replicas === 1
            ? [{ ...deployment, spec: { ...deployment.spec, replicas } }]
            : [spread(deployment, replicas), disruptionBudget(deployment)];
    });
}

function spread(deployment: DeploymentObject, replicas: number): KubernetesObject {
    const { spec } = deployment;
    const topologySpreadConstraints = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
        maxSkew: 1,
        topologyKey,
        // Prefers two replicas on one node to a pending one.
        whenUnsatisfiable: "ScheduleAnyway",
        labelSelector: spec.selector,
    }));
    const template = { ...spec.template, spec: { ...spec.template.spec, topologySpreadConstraints } };
    return { ...deployment, spec: { ...spec, replicas, template } };
}

function disruptionBudget({ metadata: { name, namespace }, spec }: DeploymentObject): KubernetesObject {
    return {
        apiVersion: "policy/v1",
        kind: "PodDisruptionBudget",
        metadata: { name, ...(namespace !== undefined && { namespace }) },
        spec: { maxUnavailable: 1, selector: spec.selector },
    };
}
