import { apiErrorCode, messageOf } from "../kubernetes";
import { printLine } from "./printLine";

/** Variable of Pulumi's Kubernetes provider: "true" removes resources of a cluster that is gone from the state. */
const variable = "PULUMI_K8S_DELETE_UNREACHABLE";

/**
 * Runs `work` on the object of a resource; returns `gone` if its cluster is gone and the user accepts that.
 *
 * @throws the error of `work`, with the way out if the cluster cannot be reached
 */
export async function unlessClusterIsGone<T>(resource: string, work: () => Promise<T>, gone: T): Promise<T> {
    try {
        return await work();
    } catch (error) {
        if (!isUnreachable(error)) {
            throw error;
        }
        if (process.env[variable] !== "true") {
            throw Object.assign(error as Error, {
                message: `${messageOf(error)}; if the cluster is gone for good, run pulumi again with ${variable}=true`,
            });
        }
        printLine(`Note: ${resource} is removed from the state only: ${messageOf(error)}`);
        return gone;
    }
}

function isUnreachable(error: unknown): boolean {
    const code = apiErrorCode(error) ?? apiErrorCode(error instanceof Error ? error.cause : undefined);
    return code === "ClusterUnreachable" || code === "KubeconfigInvalid" || code === "ContextUnknown";
}
