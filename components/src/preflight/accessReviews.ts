import { apiErrorCode, type KubernetesApi, messageOf } from "../kubernetes";
import type { Known } from "./facts";
import type { Permission } from "./permissions";

const path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";

/**
 * Asks the API server for the permissions of the user, and returns those that are denied, each with the denied verbs;
 * unknown where the user may not ask.
 */
export async function deniedOf(
    api: KubernetesApi,
    permissions: readonly Permission[],
): Promise<Known<readonly Permission[]>> {
    try {
        const reviewed = await Promise.all(
            permissions.map(async (permission): Promise<Permission> => {
                const allowed = await Promise.all(permission.verbs.map((verb) => isAllowed(api, permission, verb)));
                return { ...permission, verbs: permission.verbs.filter((_verb, index) => allowed[index] !== true) };
            }),
        );
        return { value: reviewed.filter(({ verbs }) => verbs.length > 0) };
    } catch (error) {
        const code = apiErrorCode(error);
        if (code === "Forbidden" || code === "NotFound" || code === "Invalid") {
            return { unknown: messageOf(error) };
        }
        throw error;
    }
}

async function isAllowed(api: KubernetesApi, permission: Permission, verb: string): Promise<boolean> {
    const { group, namespace, name } = permission;
    const [resource, subresource] = permission.resource.split("/");
    const resourceAttributes = { verb, group, resource, subresource, namespace, name };
    const review = {
        apiVersion: "authorization.k8s.io/v1",
        kind: "SelfSubjectAccessReview",
        spec: { resourceAttributes },
    };
    // Reviews are not stored, so that a second one changes nothing.
    const answer = await api.request({ method: "POST", path, body: review, idempotent: true });
    return (answer as { status?: { allowed?: boolean } }).status?.allowed === true;
}
