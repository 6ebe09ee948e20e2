/** An end-to-end spec file. */
export interface Spec {
    /** The file in tests/e2e, without .spec.ts. */
    readonly name: string;
    /** Approximate duration next to other specs, in minutes on two cores. */
    readonly minutes: number;
    /** Needs the local cluster: its processes, its node or its image store. */
    readonly local?: true;
    /** Runs only with `--all`. */
    readonly all?: true;
}

/** Specs whose apps have their own stacks, namespaces and jobs; the longest first, for the shortest total time. */
export const sideBySide: readonly Spec[] = [
    { name: "interruptions", minutes: 7 },
    { name: "traefik", minutes: 6 },
    { name: "notifications", minutes: 6 },
    { name: "package", minutes: 5 },
    { name: "prometheus", minutes: 5 },
    { name: "advance", minutes: 5, local: true },
    { name: "metrics", minutes: 5 },
    { name: "monitoring", minutes: 5 },
    { name: "drift", minutes: 5 },
    { name: "moved", minutes: 5, all: true },
    { name: "judge", minutes: 4 },
    { name: "pipeline", minutes: 4 },
    { name: "ownership", minutes: 4 },
    { name: "existingRollout", minutes: 4 },
    { name: "aroundGate", minutes: 4 },
    { name: "twoApps", minutes: 4, all: true },
    { name: "commands", minutes: 3 },
    { name: "afterAbort", minutes: 3 },
    { name: "configuration", minutes: 3 },
    { name: "promotion", minutes: 3 },
    { name: "reports", minutes: 3 },
    { name: "rollback", minutes: 3 },
    { name: "anotherService", minutes: 3 },
    { name: "environments", minutes: 3 },
    { name: "identity", minutes: 3 },
    { name: "prometheusAccess", minutes: 3 },
    { name: "testers", minutes: 3 },
    { name: "preflight", minutes: 3 },
    { name: "permissions", minutes: 3 },
    { name: "baseline", minutes: 2 },
    { name: "ephemeral", minutes: 2 },
    { name: "crash", minutes: 2 },
    { name: "pods", minutes: 2 },
    { name: "pause", minutes: 2 },
    { name: "errorRate", minutes: 2 },
    { name: "invalidSpec", minutes: 2 },
    { name: "deadline", minutes: 2 },
    { name: "firstDeploy", minutes: 2 },
    { name: "clusters", minutes: 2, local: true },
    { name: "podTemplate", minutes: 2 },
    { name: "meddling", minutes: 2 },
    { name: "ownCode", minutes: 1, local: true },
    { name: "renamed", minutes: 1 },
    { name: "missingImage", minutes: 1 },
    { name: "verifyInitial", minutes: 1 },
    { name: "unschedulable", minutes: 1 },
    { name: "policies", minutes: 1 },
    { name: "alerts", minutes: 1 },
    { name: "podSecurity", minutes: 0.5 },
    { name: "dashboards", minutes: 0.3 },
    { name: "platform", minutes: 0.3 },
    { name: "kubeconfig", minutes: 0.2 },
    { name: "schemas", minutes: 0.2 },
];

/**
 * Specs that need the cluster exclusively, in the order with the fewest reinstallations: one has the pods of twelve apps; one
 * adds scrapes to the platform; two restart Argo Rollouts with a plugin; others stop a controller and the API server for
 * a while; then the shared platform is removed, and finally the cluster.
 */
export const alone: readonly Spec[] = [
    { name: "manyGates", minutes: 5 },
    { name: "saturation", minutes: 5, local: true, all: true },
    { name: "comparison", minutes: 8, all: true },
    { name: "behindTraefik", minutes: 6, local: true, all: true },
    { name: "gatewayApi", minutes: 10, local: true, all: true },
    { name: "envoyGateway", minutes: 7, local: true, all: true },
    { name: "controller", minutes: 2 },
    { name: "apiServer", minutes: 1, local: true },
    { name: "lifecycle", minutes: 3 },
    { name: "definitions", minutes: 1 },
    { name: "besideArgo", minutes: 2, all: true },
    { name: "production", minutes: 2, local: true },
    { name: "cluster", minutes: 1, local: true },
];

/** The cluster and the option by which a run chooses its specs. */
export interface SpecChoice {
    /** False on a cluster of `--context`. */
    readonly local: boolean;
    readonly all: boolean;
}

/** True for a spec of a run. */
export function isChosen(spec: Spec, { local, all }: SpecChoice): boolean {
    return (local || spec.local !== true) && (all || spec.all !== true);
}

/** Names the specs that a run leaves out, a line for each reason. */
export function leftOut({ local, all }: SpecChoice): string[] {
    const specs = [...sideBySide, ...alone];
    const line = (reason: string, left: readonly Spec[]) =>
        left.length === 0 ? [] : [`not run, ${reason}: ${left.map(({ name }) => name).join(", ")}`];
    return [
        ...line("because they need the local cluster", local ? [] : specs.filter((spec) => spec.local)),
        ...line("because they need --all", all ? [] : specs.filter((spec) => spec.all && (local || !spec.local))),
    ];
}
