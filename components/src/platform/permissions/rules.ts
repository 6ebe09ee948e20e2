import type { KubernetesObject } from "../release/readManifest";

/** A rule of a Role or a ClusterRole. */
export interface PolicyRule {
    readonly apiGroups: readonly string[];
    readonly resources: readonly string[];
    readonly verbs: readonly string[];
    readonly resourceNames?: readonly string[];
}

/** What a controller gets of what its release's manifest asks for; docs/security.md says why, rule by rule. */
export interface Permissions {
    /** The name of its ServiceAccount, of its ClusterRole, and of its Role. */
    readonly account: string;
    /** Where it runs. */
    readonly namespace: string;
    /** In every namespace. */
    readonly everywhere: readonly PolicyRule[];
    /** In its own namespace alone. */
    readonly own: readonly PolicyRule[];
    /** Nowhere. The verb `*` stands for each verb, and for the wildcard itself. */
    readonly refused: readonly PolicyRule[];
    /** The manifest's ClusterRoles that are bound to nobody and are there for people, by name. */
    readonly people?: Readonly<Record<string, readonly PolicyRule[]>>;
}

/** What an allowed request is made of: a verb on one resource, such as `list secrets` or `update apps/deployments`. */
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
 * Stops at a role or a request of a manifest that nobody here has looked at, so that a new release cannot get more
 * than the one before it without being noticed.
 */
export function checkRules(objects: readonly KubernetesObject[], permissions: Permissions): void {
    const { account, everywhere, own, refused, people = {} } = permissions;
    for (const object of objects.filter(({ kind }) => kind === "ClusterRole" || kind === "Role")) {
        const { name } = object.metadata;
        const known = name === account ? [...everywhere, ...own, ...refused] : people[name];
        if (known === undefined) {
            throw new Error(
                `manifest ${object.kind} ${name} is not known, known are ${[account, ...Object.keys(people)].join(", ")}; ` +
                    `read what it is for and list it in components/src/platform/permissions`,
            );
        }
        const looked = new Set(requestsOf(known));
        const rules = (object["rules"] ?? []) as readonly PolicyRule[];
        const unknown = requestsOf(rules).filter(
            (request) => !looked.has(request) && !looked.has(request.replace(/^\S+/, "*")),
        );
        if (unknown.length > 0) {
            throw new Error(
                `manifest ${object.kind} ${name} asks for ${unknown.join(", ")}, which is neither granted nor refused; ` +
                    `read what the release needs it for and list it in components/src/platform/permissions`,
            );
        }
    }
}
