import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { patchForce } from "../../kubernetes/patchForce";
import type { KubernetesObject } from "./readManifest";

/** The part of a container that the transforms of this project read or change. */
export interface ContainerObject {
    readonly name: string;
    readonly image: string;
    readonly args?: readonly string[];
    readonly ports?: readonly { readonly name?: string; readonly containerPort: number; readonly protocol?: string }[];
    readonly [field: string]: unknown;
}

/** A Deployment of a manifest. */
export interface DeploymentObject extends KubernetesObject {
    readonly spec: {
        readonly selector: unknown;
        readonly template: {
            readonly spec: { readonly containers: readonly ContainerObject[]; readonly [field: string]: unknown };
            readonly [field: string]: unknown;
        };
        readonly [field: string]: unknown;
    };
}

type ObjectClass = new (name: string, args: object, opts?: pulumi.CustomResourceOptions) => pulumi.CustomResource;

/**
 * The SDK's class of each kind, so that previews, policies and awaits see the type of every object.
 *
 * yaml.v2.ConfigGroup would work too, but creates its children inside the provider: mocks do not see them, and a
 * preview needs a cluster that already has the CRDs. An unlisted kind stops the program, because a new kind in an
 * upstream release needs a review.
 */
const classes = {
    "v1/Namespace": k8s.core.v1.Namespace,
    "v1/ServiceAccount": k8s.core.v1.ServiceAccount,
    "v1/ConfigMap": k8s.core.v1.ConfigMap,
    "v1/Secret": k8s.core.v1.Secret,
    "v1/Service": k8s.core.v1.Service,
    "apps/v1/Deployment": k8s.apps.v1.Deployment,
    "batch/v1/Job": k8s.batch.v1.Job,
    "gateway.envoyproxy.io/v1alpha1/EnvoyProxy": k8s.apiextensions.CustomResource,
    "gateway.networking.k8s.io/v1/GatewayClass": k8s.apiextensions.CustomResource,
    "gateway.networking.k8s.io/v1/Gateway": k8s.apiextensions.CustomResource,
    "networking.k8s.io/v1/IngressClass": k8s.networking.v1.IngressClass,
    "networking.k8s.io/v1/NetworkPolicy": k8s.networking.v1.NetworkPolicy,
    "policy/v1/PodDisruptionBudget": k8s.policy.v1.PodDisruptionBudget,
    "rbac.authorization.k8s.io/v1/Role": k8s.rbac.v1.Role,
    "rbac.authorization.k8s.io/v1/RoleBinding": k8s.rbac.v1.RoleBinding,
    "rbac.authorization.k8s.io/v1/ClusterRole": k8s.rbac.v1.ClusterRole,
    "rbac.authorization.k8s.io/v1/ClusterRoleBinding": k8s.rbac.v1.ClusterRoleBinding,
} as unknown as Record<string, ObjectClass | undefined>;

/** Options for the resources of a manifest's objects. */
export interface ManifestOptions {
    readonly parent: pulumi.Resource;
    readonly dependsOn?: readonly pulumi.Resource[];
    /**
     * Protects the Namespace, and with it everything inside, from removal by Pulumi.
     * @default false
     */
    readonly protect?: boolean;
}

/**
 * Creates a resource for each object of a manifest: the Namespace first, the Jobs and Deployments last. Pulumi removes them in
 * reverse order, so a controller never outlives its permissions.
 */
export function createManifestObjects(
    objects: readonly KubernetesObject[],
    { parent, dependsOn = [], protect = false }: ManifestOptions,
): pulumi.CustomResource[] {
    const created: pulumi.CustomResource[] = [];
    const create = (object: KubernetesObject) => {
        const key = `${object.apiVersion}/${object.kind}`;
        const objectClass = classes[key];
        if (objectClass === undefined) {
            throw new Error(`manifest object ${object.metadata.name} is a ${key}, which is none of the known kinds`);
        }
        // Deployments do not depend on Services: Pulumi itself waits for a Service until its pods are ready.
        const before = runsPods(object) ? created.filter((one) => !k8s.core.v1.Service.isInstance(one)) : [];
        const first = object.kind === "Namespace" ? [] : created.filter((one) => k8s.core.v1.Namespace.isInstance(one));
        const needed = [...new Set([...dependsOn, ...first, ...before])];
        const kept = object.kind === "Namespace" && protect ? { protect } : {};
        const annotations = { ...object.metadata.annotations, ...patchForce };
        const args = { ...object, metadata: { ...object.metadata, annotations } };
        created.push(new objectClass(object.metadata.name, args, { parent, dependsOn: needed, ...kept }));
    };
    const rank = (object: KubernetesObject) => (object.kind === "Namespace" ? 0 : runsPods(object) ? 2 : 1);
    [...objects].sort((a, b) => rank(a) - rank(b)).forEach(create);
    return created;
}

/** True for an object that needs its account and its permissions. */
function runsPods({ kind }: KubernetesObject): boolean {
    return kind === "Job" || kind === "Deployment";
}

/** Returns the resources of {@link createManifestObjects} that the others precede: the Deployments and their Services. */
export function servingObjects(created: readonly pulumi.CustomResource[]): pulumi.CustomResource[] {
    return created.filter((one) => k8s.apps.v1.Deployment.isInstance(one) || k8s.core.v1.Service.isInstance(one));
}

/** Returns the objects without the CRDs, which CustomResourceDefinitions installs. */
export function withoutCustomResourceDefinitions(objects: readonly KubernetesObject[]): KubernetesObject[] {
    return objects.filter(({ kind }) => kind !== "CustomResourceDefinition");
}

/** Moves an object to another namespace, including the subjects of a binding. */
export function inNamespace(object: KubernetesObject, namespace: string): KubernetesObject {
    const subjects = object["subjects"] as readonly { readonly kind: string }[] | undefined;
    const moved =
        subjects === undefined
            ? object
            : {
                  ...object,
                  subjects: subjects.map((one) => (one.kind === "ServiceAccount" ? { ...one, namespace } : one)),
              };
    return object.kind === "Namespace" || object.kind.startsWith("Cluster") || object.kind === "IngressClass"
        ? moved
        : { ...moved, metadata: { ...moved.metadata, namespace } };
}

/** Changes the containers of a Deployment; returns any other object unchanged. */
export function withContainers(
    object: KubernetesObject,
    change: (container: ContainerObject) => ContainerObject,
): KubernetesObject {
    if (object.kind !== "Deployment") {
        return object;
    }
    const deployment = object as DeploymentObject;
    const { template } = deployment.spec;
    const containers = template.spec.containers.map(change);
    return {
        ...deployment,
        spec: { ...deployment.spec, template: { ...template, spec: { ...template.spec, containers } } },
    };
}

/** Creates a Namespace object, for manifests without one. */
export function namespaceObject(name: string): KubernetesObject {
    return restricted({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
}

/** Enforces Kubernetes' strictest Pod Security Standard in a Namespace; returns any other object unchanged. */
export function restricted(object: KubernetesObject): KubernetesObject {
    if (object.kind !== "Namespace") {
        return object;
    }
    const standard = ["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, "restricted"]);
    const labels = { ...object.metadata.labels, ...(Object.fromEntries(standard) as Record<string, string>) };
    return { ...object, metadata: { ...object.metadata, labels } };
}
