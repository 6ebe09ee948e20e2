import { apiError, apiErrorCode, type ApiRequest, type KubernetesApi } from "../../kubernetes";
import type { ConfigurationRetentionInputs } from "./inputs";
import type { PodMaker } from "./references";
import { configurationLabels, isObjectNameOf, type ConfigurationKind } from "./objectName";

/** Namespace and Rollout of an app. */
export type AppReference = Pick<ConfigurationRetentionInputs, "namespace" | "rolloutName">;

/** A ConfigMap or a Secret of the app, without its content. */
export interface ConfigurationObject {
    readonly kind: ConfigurationKind;
    readonly name: string;
    readonly uid: string | undefined;
    readonly resourceVersion: string | undefined;
}

/** The fields of an object that are read. */
interface LiveObject {
    readonly metadata: {
        readonly name: string;
        readonly uid?: string;
        readonly resourceVersion?: string;
        readonly deletionTimestamp?: string;
    };
    readonly spec?: { readonly template?: unknown };
}

const collections = { ConfigMap: "configmaps", Secret: "secrets" } as const;

/** Returns the app's objects of one kind, sorted by name; none if the namespace does not exist. */
export async function listConfiguration(
    api: KubernetesApi,
    app: AppReference,
    kind: ConfigurationKind,
): Promise<ConfigurationObject[]> {
    const resource = collections[kind];
    const path = `/api/v1/namespaces/${app.namespace}/${resource}`;
    const labels = configurationLabels(app.rolloutName);
    const found = await list(api, app, resource, path, labels);
    return found
        .map(({ metadata: { name, uid, resourceVersion } }) => ({ kind, name, uid, resourceVersion }))
        .filter(({ name }) => isObjectNameOf(kind, app.rolloutName, name))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Returns the live Rollout, or undefined if there is none or it is being deleted. */
export async function readRollout(api: KubernetesApi, app: AppReference): Promise<PodMaker | undefined> {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${app.namespace}/rollouts/${app.rolloutName}`;
    const found = (await permitted(api, app, "get rollouts", { method: "GET", path })) as LiveObject | undefined;
    return found === undefined || found.metadata.deletionTimestamp !== undefined
        ? undefined
        : { kind: "Rollout", name: app.rolloutName, template: found.spec?.template };
}

/** Returns the app's ReplicaSets, those without pods included. */
export async function listReplicaSets(api: KubernetesApi, app: AppReference): Promise<PodMaker[]> {
    const path = `/apis/apps/v1/namespaces/${app.namespace}/replicasets`;
    // The Rollout selects its pods, and so its ReplicaSets, by this label.
    const labels = { "app.kubernetes.io/name": app.rolloutName };
    const found = await list(api, app, "replicasets", path, labels);
    return found.map(({ metadata, spec }) => ({ kind: "ReplicaSet", name: metadata.name, template: spec?.template }));
}

/**
 * Deletes an object exactly as it was read.
 *
 * @throws ApiError Conflict if another client wrote it since
 */
export async function removeConfiguration(api: KubernetesApi, app: AppReference, object: ConfigurationObject) {
    const resource = collections[object.kind];
    const { uid, resourceVersion } = object;
    await permitted(api, app, `delete ${resource}`, {
        method: "DELETE",
        path: `/api/v1/namespaces/${app.namespace}/${resource}/${object.name}`,
        body: { apiVersion: "v1", kind: "DeleteOptions", preconditions: { uid, resourceVersion } },
    });
}

async function list(
    api: KubernetesApi,
    app: AppReference,
    resource: string,
    path: string,
    labels: Readonly<Record<string, string>>,
): Promise<readonly LiveObject[]> {
    const labelSelector = Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(",");
    const answer = await permitted(api, app, `list ${resource}`, { method: "GET", path, query: { labelSelector } });
    return (answer as { items: LiveObject[] } | undefined)?.items ?? [];
}

/** Sends a request. A Forbidden error names the missing permission; NotFound returns undefined. */
async function permitted(api: KubernetesApi, app: AppReference, permission: string, request: ApiRequest) {
    try {
        return await api.request(request);
    } catch (error) {
        switch (apiErrorCode(error)) {
            case "NotFound":
                return undefined;
            case "Forbidden": {
                const missing = `kubeContext "${api.target.kubeContext}" needs permission to ${permission} in namespace ${app.namespace}`;
                throw apiError("Forbidden", `${missing} (${(error as Error).message})`, 403);
            }
            default:
                throw error;
        }
    }
}
