/** What `pulumi stack export` writes, as far as it matters here. */
export interface StackState {
    readonly deployment: {
        readonly resources?: readonly ResourceState[];
        readonly pending_operations?: readonly unknown[];
    };
}

/** One resource in it. */
export interface ResourceState {
    readonly type: string;
    readonly protect?: boolean;
}

/** The type of the resource that stands for the stack itself. */
export const stackType = "pulumi:pulumi:Stack";

/** The components that others on the cluster need for as long as they live. */
const platformTypes = ["canary:index:ArgoRollouts", "canary:index:PrometheusStack", "canary:index:IngressNginx"];

/** Whether a stack has neither resources nor unfinished operations. */
export function isEmptyState({ deployment }: StackState): boolean {
    const resources = (deployment.resources ?? []).filter(({ type }) => type !== stackType);
    return resources.length === 0 && (deployment.pending_operations ?? []).length === 0;
}

/** Whether `pulumi destroy` would refuse it. */
export function isProtected({ deployment }: StackState): boolean {
    return (deployment.resources ?? []).some(({ protect }) => protect === true);
}

/**
 * The order in which stacks of one cluster can be destroyed: those that installed the platform come last, for it is
 * its controllers that end what the others declared.
 */
export function platformsLast<T extends { readonly state: StackState }>(stacks: readonly T[]): T[] {
    const installs = ({ state }: T) =>
        (state.deployment.resources ?? []).some(({ type }) => platformTypes.includes(type));
    return [...stacks.filter((one) => !installs(one)), ...stacks.filter(installs)];
}
