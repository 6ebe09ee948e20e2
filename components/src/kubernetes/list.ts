import type { KubernetesApi } from "./connection";

/**
 * Reads the objects of a collection.
 *
 * @param query - selectors, as in Kubernetes' API
 * @throws ApiError as the API's request does
 */
export async function list<T>(
    api: KubernetesApi,
    path: string,
    query: Readonly<Record<string, string>> = {},
): Promise<T[]> {
    return ((await api.request({ method: "GET", path, query })) as { items: T[] }).items;
}
