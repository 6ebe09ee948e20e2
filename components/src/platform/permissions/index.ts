import type { KubernetesObject } from "../release/readManifest";
import { grantedInNamespace } from "./bindings";
import { checkRules, type Permissions, type PolicyRule } from "./rules";

/** Permissions of the controllers. */
export { grantedEverywhere, grantedInNamespace } from "./bindings";
export { argoRolloutsPermissions, argoRolloutsPermissionsFor } from "./argoRollouts";
export { certificatesRules, envoyGatewayKinds, envoyGatewayPermissions } from "./envoyGateway";
export { ingressNginxPermissions } from "./ingressNginx";
export { prometheusOperatorPermissions } from "./prometheusOperator";
export { type Permissions, type PolicyRule, requestsOf } from "./rules";
export { traefikGatewayRules, traefikKinds, traefikKindsRule, traefikPermissions } from "./traefik";

/** Returns the objects with these permissions instead of those of the manifest. */
export function withPermissions(objects: readonly KubernetesObject[], permissions: Permissions): KubernetesObject[] {
    checkRules(objects, permissions);
    const { account, namespace, everywhere, own, people = {} } = permissions;
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
    return [...replaced, ...grantedInNamespace({ name: account, namespace }, own)];
}

function isNamespaced(kind: string): boolean {
    return kind === "Role" || kind === "RoleBinding";
}

function withRules(object: KubernetesObject, rules: readonly PolicyRule[]): KubernetesObject {
    return { ...object, rules };
}
