import type { KubernetesObject } from "../release/readManifest";

/** A rule of a Role or a ClusterRole. */
export interface PolicyRule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
}

/** Permissions granted to a controller out of those in its release's manifest; docs/security.md explains each rule. */
export interface Permissions {
    /** The name of its ServiceAccount, of its ClusterRole, and of its Role. */
    readonly account: string;
    /** The controller's namespace. */
    readonly namespace: string;
    /** Granted in every namespace. */
    readonly everywhere: readonly PolicyRule[];
    /** Granted in the controller's namespace only. */
    readonly own: readonly PolicyRule[];
    /** Not granted. The verb `*` stands for each verb, and for the wildcard itself. */
    readonly denied: readonly PolicyRule[];
    /** The manifest's unbound ClusterRoles, which are for users, by name. */
    readonly people?: Readonly<Record<string, readonly PolicyRule[]>>;
}

/** Expands rules into requests: a verb on one resource, such as `list secrets` or `update apps/deployments`. */
export function requestsOf(rules: readonly PolicyRule[]): string[] {
    return rules.flatMap(({ apiGroups, resources, verbs }) =>
        apiGroups.flatMap((group) =>
            resources.flatMap((resource) =>
                verbs.map((verb) => `${verb} ${group === "" ? resource : `${group}/${resource}`}`),
            ),
        ),
    );
}

/**
 * Checks that these permissions list every role and request of a manifest, so that a new release cannot gain
 * permissions unnoticed.
 *
 * @throws Error for a role or a request that is not listed
 */
export function checkRules(objects: readonly KubernetesObject[], permissions: Permissions): void {
    const { account, everywhere, own, denied, people = {} } = permissions;
    for (const object of objects.filter(({ kind }) => kind === "ClusterRole" || kind === "Role")) {
        const { name } = object.metadata;
        const known = name === account ? [...everywhere, ...own, ...denied] : people[name];
        if (known === undefined) {
            throw new Error(
                `manifest ${object.kind} ${name} is not known, known are ${[account, ...Object.keys(people)].join(", ")}; ` +
                    `read what it is for and list it in components/src/platform/permissions`,
            );
        }
        const listed = new Set(requestsOf(known));
        const rules = (object["rules"] ?? []) as readonly PolicyRule[];
        const unknown = requestsOf(rules).filter(
            (request) => !listed.has(request) && !listed.has(request.replace(/^\S+/, "*")),
        );
        if (unknown.length > 0) {
            throw new Error(
                `manifest ${object.kind} ${name} asks for ${unknown.join(", ")}, which is neither granted nor denied; ` +
                    `read what the release needs it for and list it in components/src/platform/permissions`,
            );
        }
    }
}
