import { apiErrorCode, type KubernetesApi } from "../../kubernetes";
import type { SecretKey } from "../model/prometheusAccess";

/** An error of a Secret that does not exist. */
export class NoSecretError extends Error {}

/** Reads values of Secrets of one namespace, each Secret once. */
export interface SecretValues {
    /**
     * Returns the text of a key.
     * @throws Error with one sentence if the Secret or the key is absent, or may not be read; the ApiError if the API
     * server does not answer
     */
    read(key: SecretKey): Promise<string>;
}

/** Creates the access to the Secrets of a namespace. */
export function secretValuesOf(api: KubernetesApi, namespace: string): SecretValues {
    const found = new Map<string, Promise<Readonly<Record<string, string>>>>();

    async function dataOf(name: string): Promise<Readonly<Record<string, string>>> {
        const path = `/api/v1/namespaces/${namespace}/secrets/${name}`;
        try {
            return ((await api.request({ method: "GET", path })) as { data?: Record<string, string> }).data ?? {};
        } catch (error) {
            const code = apiErrorCode(error);
            if (code === "NotFound") {
                throw new NoSecretError(`Secret ${namespace}/${name}, which prometheusAccess names, does not exist`);
            }
            if (code === "Forbidden" || code === "Unauthorized" || code === "Invalid") {
                const why = (error as Error).message.replace(`GET ${path}: `, "");
                throw new Error(`Secret ${namespace}/${name}, which prometheusAccess names, cannot be read: ${why}`);
            }
            throw error;
        }
    }

    return {
        async read({ name, key }) {
            const reading = found.get(name) ?? dataOf(name);
            found.set(name, reading);
            const data = await reading;
            const encoded = Object.hasOwn(data, key) ? data[key] : undefined;
            if (encoded === undefined) {
                const keys = Object.keys(data).join(", ") || "none";
                throw new Error(
                    `Secret ${namespace}/${name} has no key ${key}, which prometheusAccess names; its keys: ${keys}`,
                );
            }
            return Buffer.from(encoded, "base64").toString("utf8");
        },
    };
}
