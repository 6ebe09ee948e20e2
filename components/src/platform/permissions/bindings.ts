import type { KubernetesObject } from "../release/readManifest";
import type { PolicyRule } from "./rules";

const apiGroup = "rbac.authorization.k8s.io";
const apiVersion = `${apiGroup}/v1`;

/** A ServiceAccount, whose roles have its name. */
export interface Account {
    readonly name: string;
    readonly namespace: string;
    /** Of its roles. */
    readonly labels?: Record<string, string>;
}

/** Returns the ClusterRole of an account, and its binding. */
export function grantedEverywhere(account: Account, rules: readonly PolicyRule[]): KubernetesObject[] {
    const { name, labels } = account;
    const metadata = { name, ...(labels && { labels }) };
    return [
        { apiVersion, kind: "ClusterRole", metadata, rules },
        { apiVersion, kind: "ClusterRoleBinding", metadata, ...binding("ClusterRole", account) },
    ];
}

/** Returns the Role of an account in its namespace, and its binding. */
export function grantedInNamespace(account: Account, rules: readonly PolicyRule[]): KubernetesObject[] {
    const { name, namespace, labels } = account;
    const metadata = { name, namespace, ...(labels && { labels }) };
    return [
        { apiVersion, kind: "Role", metadata, rules },
        { apiVersion, kind: "RoleBinding", metadata, ...binding("Role", account) },
    ];
}

function binding(kind: string, { name, namespace }: Account) {
    return { roleRef: { apiGroup, kind, name }, subjects: [{ kind: "ServiceAccount", name, namespace }] };
}
