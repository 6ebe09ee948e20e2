/**
 * The sizes of a run, each with the specs of those before it: `core`, without an option, has the main promises of README.md
 * (an app is installed, promoted, rolled back, resumed, and takes nothing of others); `ci` (`--ci`) has what continuous
 * integration runs; `all` (`--all`) has every spec.
 */
const tiers = ["core", "ci", "all"] as const;

export type Tier = (typeof tiers)[number];

/** An end-to-end spec file. */
export interface Spec {
    /** The file in tests/e2e, without .spec.ts. */
    readonly name: string;
    /** Approximate duration next to other specs, in minutes on two cores. */
    readonly minutes: number;
    /** Needs the local cluster: its processes, its node or its image store. */
    readonly local?: true;
    /** The smallest run that has it; by default core. */
    readonly tier?: Exclude<Tier, "core">;
}

/** Specs whose apps have their own stacks, namespaces and jobs; the longest first, for the shortest total time. */
export const sideBySide: readonly Spec[] = [
    { name: "traefik", minutes: 9, tier: "ci" },
    { name: "package", minutes: 8 },
    { name: "notifications", minutes: 6, tier: "ci" },
    { name: "prometheus", minutes: 6, tier: "ci" },
    { name: "drift", minutes: 6, tier: "ci" },
    { name: "unwatched", minutes: 5, tier: "ci" },
    { name: "interruptions", minutes: 5 },
    { name: "monitoring", minutes: 5, tier: "ci" },
    { name: "moved", minutes: 5, tier: "all" },
    { name: "afterAbort", minutes: 5, tier: "ci" },
    { name: "advance", minutes: 4, local: true, tier: "ci" },
    { name: "metrics", minutes: 4, tier: "ci" },
    { name: "judge", minutes: 4 },
    { name: "pipeline", minutes: 4, tier: "ci" },
    { name: "existingRollout", minutes: 4, tier: "ci" },
    { name: "aroundGate", minutes: 4, tier: "ci" },
    { name: "twoApps", minutes: 4, tier: "all" },
    { name: "configuration", minutes: 4, tier: "ci" },
    { name: "promotion", minutes: 4 },
    { name: "ownership", minutes: 3 },
    { name: "rollback", minutes: 3 },
    { name: "anotherService", minutes: 3, tier: "ci" },
    { name: "environments", minutes: 3, tier: "ci" },
    { name: "identity", minutes: 3, tier: "ci" },
    { name: "testers", minutes: 3, tier: "ci" },
    { name: "preflight", minutes: 3, tier: "ci" },
    { name: "baseline", minutes: 3, tier: "ci" },
    { name: "ephemeral", minutes: 3, tier: "ci" },
    { name: "crash", minutes: 3, tier: "ci" },
    { name: "pods", minutes: 3, tier: "ci" },
    { name: "firstDeploy", minutes: 3, tier: "ci" },
    { name: "clusters", minutes: 3, local: true, tier: "ci" },
    { name: "meddling", minutes: 3 },
    { name: "commands", minutes: 2, tier: "ci" },
    { name: "reports", minutes: 2, tier: "ci" },
    { name: "prometheusAccess", minutes: 2, tier: "ci" },
    { name: "permissions", minutes: 2, tier: "ci" },
    { name: "pause", minutes: 2, tier: "ci" },
    { name: "errorRate", minutes: 2, tier: "ci" },
    { name: "invalidSpec", minutes: 2, tier: "ci" },
    { name: "podTemplate", minutes: 2, tier: "ci" },
    { name: "renamed", minutes: 2, tier: "ci" },
    { name: "deadline", minutes: 1, tier: "ci" },
    { name: "ownCode", minutes: 1, local: true, tier: "ci" },
    { name: "missingImage", minutes: 1 },
    { name: "verifyInitial", minutes: 1, tier: "ci" },
    { name: "unschedulable", minutes: 1, tier: "ci" },
    { name: "policies", minutes: 1 },
    { name: "podSecurity", minutes: 1 },
    { name: "platform", minutes: 0.6 },
    { name: "alerts", minutes: 0.5 },
    { name: "schemas", minutes: 0.3 },
    { name: "dashboards", minutes: 0.2 },
    { name: "kubeconfig", minutes: 0.1 },
];

/**
 * Specs that need the cluster exclusively and keep it busy, in the order with the fewest reinstallations: one has the pods of
 * twelve apps; one adds scrapes to the platform; two restart Argo Rollouts with a plugin.
 */
export const alone: readonly Spec[] = [
    { name: "manyGates", minutes: 6, tier: "ci" },
    { name: "saturation", minutes: 5, local: true, tier: "all" },
    { name: "comparison", minutes: 8, tier: "all" },
    { name: "behindTraefik", minutes: 6, local: true, tier: "all" },
    { name: "gatewayApi", minutes: 10, local: true, tier: "all" },
    { name: "envoyGateway", minutes: 7, local: true, tier: "all" },
];

/**
 * Specs that need the cluster exclusively and leave a core idle, so that other suites run next to them: they stop a controller
 * and the API server for a while; then the shared platform is removed, and finally the cluster.
 */
export const idle: readonly Spec[] = [
    { name: "controller", minutes: 2, tier: "ci" },
    { name: "apiServer", minutes: 1, local: true },
    { name: "lifecycle", minutes: 3 },
    { name: "definitions", minutes: 1 },
    { name: "besideArgo", minutes: 2, tier: "all" },
    { name: "production", minutes: 2, local: true },
    { name: "cluster", minutes: 1, local: true },
];

/** All specs. */
export const specs: readonly Spec[] = [...sideBySide, ...alone, ...idle];

/** The cluster and the options by which a run chooses its specs. */
export interface SpecChoice {
    /** False on a cluster of `--context`. */
    readonly local: boolean;
    readonly tier: Tier;
}

/** True for a spec of a run. */
export function isChosen(spec: Spec, { local, tier }: SpecChoice): boolean {
    return (local || spec.local !== true) && tiers.indexOf(spec.tier ?? "core") <= tiers.indexOf(tier);
}

/** Names the specs that a run leaves out, a line for each reason. */
export function leftOut({ local, tier }: SpecChoice): string[] {
    const left = specs.filter((spec) => !isChosen(spec, { local, tier }));
    const line = (reason: string, of: readonly Spec[]) =>
        of.length === 0 ? [] : [`not run, ${reason}: ${of.map(({ name }) => name).join(", ")}`];
    const needsCluster = (spec: Spec) => !local && spec.local === true;
    const needsOption = (option: "ci" | "all") => left.filter((spec) => !needsCluster(spec) && spec.tier === option);
    return [
        ...line("because they need the local cluster", left.filter(needsCluster)),
        ...line("because they need --ci or --all", needsOption("ci")),
        ...line("because they need --all", needsOption("all")),
    ];
}
