/** The fields used here of the output of `pulumi stack export`. */
export interface StackState {
    readonly deployment: {
        readonly resources?: readonly ResourceState[];
        readonly pending_operations?: readonly unknown[];
    };
}

/** A resource of the state. */
export interface ResourceState {
    readonly type: string;
    readonly protect?: boolean;
    readonly outputs?: Readonly<Record<string, unknown>>;
}

/** The type of the resource that represents the stack. */
export const stackType = "pulumi:pulumi:Stack";

/** The components that other stacks on the cluster depend on. */
const platformTypes = ["ArgoRollouts", "PrometheusStack", "IngressNginx", "Traefik"].map(
    (name) => `canary:index:${name}`,
);

/** True if a stack has neither resources nor unfinished operations. */
export function isEmptyState({ deployment }: StackState): boolean {
    const resources = (deployment.resources ?? []).filter(({ type }) => type !== stackType);
    return resources.length === 0 && (deployment.pending_operations ?? []).length === 0;
}

/** True if `pulumi destroy` would fail because of protected resources. */
export function isProtected({ deployment }: StackState): boolean {
    return (deployment.resources ?? []).some(({ protect }) => protect === true);
}

/**
 * Sorts the stacks of one cluster for their destruction: stacks with the platform come last, because its controllers
 * finalize the objects of the others.
 */
export function platformsLast<T extends { readonly state: StackState }>(stacks: readonly T[]): T[] {
    const installs = ({ state }: T) =>
        (state.deployment.resources ?? []).some(({ type }) => platformTypes.includes(type));
    return [...stacks.filter((one) => !installs(one)), ...stacks.filter(installs)];
}
