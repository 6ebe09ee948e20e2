import type { KubernetesObject } from "../release/readManifest";
import { checkRules, type Permissions, type PolicyRule } from "./rules";

/** Permissions of the controllers. */
export { argoRolloutsPermissions, argoRolloutsPermissionsFor } from "./argoRollouts";
export { certificatesRules, envoyGatewayKinds, envoyGatewayPermissions } from "./envoyGateway";
export { ingressNginxPermissions } from "./ingressNginx";
export { prometheusOperatorPermissions } from "./prometheusOperator";
export { type Permissions, type PolicyRule, requestsOf } from "./rules";
export { traefikGatewayRules, traefikKinds, traefikKindsRule, traefikPermissions } from "./traefik";

const apiVersion = "rbac.authorization.k8s.io/v1";

/** Returns the objects with these permissions instead of those of the manifest. */
export function withPermissions(objects: readonly KubernetesObject[], permissions: Permissions): KubernetesObject[] {
    checkRules(objects, permissions);
    const { account, namespace, everywhere, own, people = {} } = permissions;
    const metadata = { name: account, namespace };
    const replaced = objects
        .filter(({ kind, metadata: { name } }) => !(isNamespaced(kind) && name === account))
        .map((object) =>
            object.kind === "ClusterRole"
                ? withRules(
                      object,
                      object.metadata.name === account ? everywhere : (people[object.metadata.name] ?? []),
                  )
                : object,
        );
    return [
        ...replaced,
        { apiVersion, kind: "Role", metadata, rules: own },
        {
            apiVersion,
            kind: "RoleBinding",
            metadata,
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: account },
            subjects: [{ kind: "ServiceAccount", name: account, namespace }],
        },
    ];
}

function isNamespaced(kind: string): boolean {
    return kind === "Role" || kind === "RoleBinding";
}

function withRules(object: KubernetesObject, rules: readonly PolicyRule[]): KubernetesObject {
    return { ...object, rules };
}
