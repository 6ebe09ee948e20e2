import { routeOf } from "../gate/cluster/prometheusRoute";
import { historyName } from "../gate/cluster/verdictHistory";
import { secretKeysOf } from "../gate/model/prometheusAccess";
import { routeKinds } from "../routers/model/objects";
import type { DeclaredObject, PreflightInputs } from "./inputs";

/** Verbs on one resource of one namespace. */
export interface Permission {
    readonly verbs: readonly string[];
    /** Empty for the core group. */
    readonly group: string;
    /** With its subresource, such as `services/proxy`. */
    readonly resource: string;
    readonly namespace: string;
    /** The name of the object; undefined for all of the namespace. */
    readonly name?: string;
    /**
     * The use: `gate` cannot work without it, `explain` only adds to messages, and `stack` is of the user who applies the
     * stack's objects, which may be another one.
     */
    readonly need: "gate" | "explain" | "stack";
}

const argo = "argoproj.io";
const watched = ["list", "watch"];
const kept = ["get", "list", "create", "patch", "delete"];

/** Returns every permission that a rollout needs: the gate's, those of the other providers, and the stack's. */
export function permissionsOf(inputs: PreflightInputs): Permission[] {
    const { namespace, uses } = inputs;
    const gate = (group: string, resource: string, verbs: readonly string[]): Permission => ({
        ...{ verbs, group, resource, namespace, need: "gate" },
    });
    const when = (use: PreflightInputs["uses"][number], ...permissions: Permission[]) =>
        uses.includes(use) ? permissions : [];
    return merged([
        gate(argo, "rollouts", watched),
        gate(argo, "analysisruns", watched),
        gate(argo, "rollouts/status", ["patch"]),
        gate("apps", "replicasets", watched),
        ...inputs.routes.map(({ kind, namespace: other = namespace }) => {
            const { apiVersion, plural } = routeKinds[kind];
            return { ...gate(apiVersion.split("/")[0] ?? "", plural, watched), namespace: other };
        }),
        gate("", "services", watched),
        ...when(
            "verifyInitial",
            gate(argo, "rollouts", ["get"]),
            gate(argo, "analysistemplates", ["get"]),
            gate(argo, "analysisruns", ["create"]),
        ),
        ...when("baseline", gate(argo, "rollouts", ["get", "create", "patch", "delete"])),
        ...when("files", gate("", "configmaps", kept), gate(argo, "rollouts", ["get"])),
        ...when("secrets", gate("", "secrets", kept), gate(argo, "rollouts", ["get"])),
        ...prometheusPermissions(inputs),
        ...["pods", "events"].map((resource) => ({ ...gate("", resource, watched), need: "explain" as const })),
        { ...gate("", "pods/log", ["get"]), need: "explain" },
        { ...gate("discovery.k8s.io", "endpointslices", ["list"]), need: "explain" },
        { ...gate("", "configmaps", ["create"]), need: "explain" },
        { ...gate("", "configmaps", ["get", "patch"]), name: historyName(inputs.rolloutName), need: "explain" },
        ...inputs.declares.map((object) => stackPermission(object, namespace)),
    ]);
}

/** Returns the permissions with which the gate queries Prometheus. */
function prometheusPermissions(inputs: PreflightInputs): Permission[] {
    const { namespace, prometheusAccess } = inputs;
    const route = routeOf(inputs);
    const core = { verbs: ["get"], group: "", need: "gate" } as const;
    const keys = prometheusAccess === undefined ? [] : secretKeysOf(prometheusAccess);
    return [
        ...(route.kind === "service"
            ? [{ ...core, resource: "services/proxy", namespace: route.namespace, name: route.proxied }]
            : []),
        ...[...new Set(keys.map(({ name }) => name))].map((name) => ({
            ...core,
            resource: "secrets",
            namespace,
            name,
        })),
    ];
}

/** Returns the permission to apply an object, which Pulumi reads first. */
function stackPermission({ group, resource }: DeclaredObject, namespace: string): Permission {
    return { verbs: ["get", "create", "patch"], group, resource, namespace, need: "stack" };
}

/** Joins the verbs of the same objects and need. */
function merged(permissions: readonly Permission[]): Permission[] {
    const joined = new Map<string, Permission>();
    for (const permission of permissions) {
        const { group, resource, namespace, name = "", need } = permission;
        const key = [group, resource, namespace, name, need].join(" ");
        const verbs = [...new Set([...(joined.get(key)?.verbs ?? []), ...permission.verbs])];
        joined.set(key, { ...permission, verbs });
    }
    return [...joined.values()];
}
