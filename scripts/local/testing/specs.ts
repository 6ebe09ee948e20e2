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
    /** The smallest run that has it; by default `ci`, so that a new spec is not left out of continuous integration. */
    readonly tier?: Exclude<Tier, "ci">;
}

/** Specs whose apps have their own stacks, namespaces and jobs; the longest first, for the shortest total time. */
export const sideBySide: readonly Spec[] = [
    { name: "traefik", minutes: 9 },
    { name: "package", minutes: 8, tier: "core" },
    { name: "notifications", minutes: 6 },
    { name: "prometheus", minutes: 6 },
    { name: "drift", minutes: 6 },
    { name: "unwatched", minutes: 5 },
    { name: "interruptions", minutes: 5, tier: "core" },
    { name: "monitoring", minutes: 5 },
    { name: "moved", minutes: 5, tier: "all" },
    { name: "afterAbort", minutes: 5 },
    { name: "advance", minutes: 4, local: true },
    { name: "metrics", minutes: 4 },
    { name: "judge", minutes: 4, tier: "core" },
    { name: "pipeline", minutes: 4 },
    { name: "existingRollout", minutes: 4 },
    { name: "aroundGate", minutes: 4 },
    { name: "twoApps", minutes: 4, tier: "all" },
    { name: "configuration", minutes: 4 },
    { name: "promotion", minutes: 4, tier: "core" },
    { name: "ownership", minutes: 3, tier: "core" },
    { name: "rollback", minutes: 3, tier: "core" },
    { name: "anotherService", minutes: 3 },
    { name: "environments", minutes: 3 },
    { name: "identity", minutes: 3 },
    { name: "testers", minutes: 3 },
    { name: "preflight", minutes: 3 },
    { name: "baseline", minutes: 3 },
    { name: "ephemeral", minutes: 3 },
    { name: "crash", minutes: 3 },
    { name: "pods", minutes: 3 },
    { name: "firstDeploy", minutes: 3 },
    { name: "clusters", minutes: 3, local: true },
    { name: "meddling", minutes: 3, tier: "core" },
    { name: "commands", minutes: 2 },
    { name: "reports", minutes: 2 },
    { name: "prometheusAccess", minutes: 2 },
    { name: "permissions", minutes: 2 },
    { name: "pause", minutes: 2 },
    { name: "errorRate", minutes: 2 },
    { name: "invalidSpec", minutes: 2 },
    { name: "podTemplate", minutes: 2 },
    { name: "renamed", minutes: 2 },
    { name: "deadline", minutes: 1 },
    { name: "ownCode", minutes: 1, local: true },
    { name: "missingImage", minutes: 1, tier: "core" },
    { name: "verifyInitial", minutes: 1 },
    { name: "unschedulable", minutes: 1 },
    { name: "policies", minutes: 1, tier: "core" },
    { name: "podSecurity", minutes: 1, tier: "core" },
    { name: "platform", minutes: 0.6, tier: "core" },
    { name: "alerts", minutes: 0.5, tier: "core" },
    { name: "schemas", minutes: 0.3, tier: "core" },
    { name: "dashboards", minutes: 0.2, tier: "core" },
    { name: "kubeconfig", minutes: 0.1, tier: "core" },
];

/**
 * Specs that need the cluster exclusively and keep it busy, in the order with the fewest reinstallations: one has the pods of
 * twelve apps; one adds scrapes to the platform; two restart Argo Rollouts with a plugin.
 */
export const alone: readonly Spec[] = [
    { name: "manyGates", minutes: 6 },
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
    { name: "controller", minutes: 2 },
    { name: "apiServer", minutes: 1, local: true, tier: "core" },
    { name: "lifecycle", minutes: 3, tier: "core" },
    { name: "definitions", minutes: 1, tier: "core" },
    { name: "besideArgo", minutes: 2, tier: "all" },
    { name: "production", minutes: 2, local: true, tier: "core" },
    { name: "cluster", minutes: 1, local: true, tier: "core" },
];

/** All specs. */
export const specs: readonly Spec[] = [...sideBySide, ...alone, ...idle];

/** The cluster and the options by which a run chooses its specs. */
export interface SpecChoice {
    /** False on a cluster of `--context`. */
    readonly local: boolean;
    readonly tier: Tier;
}

function tierOf({ tier }: Spec): Tier {
    return tier ?? "ci";
}

/** True for a spec of a run. */
export function isChosen(spec: Spec, { local, tier }: SpecChoice): boolean {
    return (local || spec.local !== true) && tiers.indexOf(tierOf(spec)) <= tiers.indexOf(tier);
}

/** Names the specs that a run leaves out, a line for each reason. */
export function leftOut({ local, tier }: SpecChoice): string[] {
    const left = specs.filter((spec) => !isChosen(spec, { local, tier }));
    const line = (reason: string, of: readonly Spec[]) =>
        of.length === 0 ? [] : [`not run, ${reason}: ${of.map(({ name }) => name).join(", ")}`];
    const needsCluster = (spec: Spec) => !local && spec.local === true;
    const needsOption = (option: "ci" | "all") => left.filter((spec) => !needsCluster(spec) && tierOf(spec) === option);
    return [
        ...line("because they need the local cluster", left.filter(needsCluster)),
        ...line("because they need --ci or --all", needsOption("ci")),
        ...line("because they need --all", needsOption("all")),
    ];
}
